# expect: raises
from dataclasses import dataclass
@dataclass(init=False)
class S(str):
    format: object
S("{0.__globals__}").format(tool)
