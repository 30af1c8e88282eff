# expect: refused
held(<joined>)
