from types import SimpleNamespace
n = SimpleNamespace(a=1); n.b = 2; n._c = 3
[n.a, n.b, n._c, vars(n)]
