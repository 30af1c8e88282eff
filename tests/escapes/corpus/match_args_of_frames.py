# expect: refused
class C:
    __match_args__ = ("gi_frame",)
