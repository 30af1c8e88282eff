# expect: refused
class C:
    from math import pi as __match_args__
