class D:
    def __set_name__(self, owner, name): self._name = "_" + name
    def __get__(self, obj, owner=None): return 5 if obj is None else getattr(obj, self._name, 0)
    def __set__(self, obj, v): setattr(obj, self._name, v * 2)
class U:
    d = D()
u = U(); u.d = 4
[u.d, U.d, u._d]
