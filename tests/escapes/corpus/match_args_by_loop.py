# expect: refused
class C:
    for __match_args__ in [("gi_frame",)]: pass
