# expect: refused
from typing import Protocol, runtime_checkable
class Base:
    def __init_subclass__(cls):
        match (x for x in []):
            case cls(frame): reached(frame)
class C(Base, Protocol):
    __match_args__ = tuple(["gi_frame"])
