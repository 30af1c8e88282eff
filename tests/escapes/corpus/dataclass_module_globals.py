# expect: refused
from dataclasses import dataclass
@dataclass
class C:
    x: int
reached(C.__init__.__globals__)
