# expect: raises
from dataclasses import dataclass, field
class F(type(field())):
    @property
    def name(self): return "x=reached(1)"
