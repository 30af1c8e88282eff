# expect: refused
class C:
    match ("gi_frame",):
        case __match_args__: pass
