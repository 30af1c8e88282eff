# expect: refused
from dataclasses import dataclass
@dataclass
class C:
    __reduce_ex__: object = None
