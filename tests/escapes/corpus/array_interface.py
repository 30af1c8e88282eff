# expect: refused
class C:
    __array_interface__ = {"data": (1, False), "shape": (1,), "typestr": "|u1", "version": 3}
