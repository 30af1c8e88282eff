# expect: raises with PIL
