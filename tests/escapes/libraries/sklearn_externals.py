# expect: raises with sklearn
