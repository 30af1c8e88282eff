# expect: refused
x = 1 #tool.__globals__
