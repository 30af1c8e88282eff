# expect: raises
from dataclasses import dataclass
class C: pass
class Liar:
    def __hash__(self): return hash(C)
    def __eq__(self, other): return True
dataclass(Liar())
