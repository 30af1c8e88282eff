# expect: refused
class C:
    __text_signature__ = "(x=reached(1))"
