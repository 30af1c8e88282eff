a = 1
def f():
    return [a for _ in range(2)]
class K:
    x = a
    y = [x for x in range(3)]
    def m(self): return a
[f(), K.x, K.y, K().m()]
