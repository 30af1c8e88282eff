# expect: refused
class C:
    def f(self):
        async def self(): pass
        self.__wrapped__ = 1
        self._x = 1
C.f(tool)
C().f()
