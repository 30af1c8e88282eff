# expect: raises with matplotlib
