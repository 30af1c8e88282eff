# expect: raises
class M: pass
class C(**{"metaclass": M}): pass
