# expect: harmless
class A:
    def __hash__(self): reached(1 / 0)
    def __eq__(self, other): reached(1 / 0)
    def __call__(self): return later()
async def later(): return 3
a = A()
assert await a() == 3
