# expect: raises
from typing import Protocol, runtime_checkable
from dataclasses import dataclass
@dataclass
class P:
    gi_frame: object = None
match (x for x in []):
    case P(found): reached(found)
raise ValueError
