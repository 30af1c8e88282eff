def outer():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    inc(); return inc()
total = 0
def g():
    global total
    total += 2
g()
for i in range(3):
    x: int = i
    y: str
f = lambda *a, k=2, **z: (a, k, z)
def h(a, /, b, *c, d=1, **e): return a, b, c, d, e
[outer(), total, x, f(1, q=2), h(1, 2, 3, d=4, z=5)]
