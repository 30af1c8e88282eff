# expect: raises with scipy
