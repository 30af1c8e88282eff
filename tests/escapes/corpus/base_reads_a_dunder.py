# expect: refused
class C(tool.__class__.__base__): pass
