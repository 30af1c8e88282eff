# expect: raises
class C:
    __slots__ = ("__reduce_ex__",)
