import functools
def deco(f):
    @functools.wraps(f)
    def w(*a, **k):
        w.calls += 1
        return f(*a, **k)
    w.calls = 0
    return w
@deco
def hi(n):
    "doc"
    return n
hi(1); hi(2)
[hi.calls, hi.__name__, hi.__doc__, functools.reduce(lambda a, b: a + b, [1, 2]), functools.partial(int, base=2)("11")]
