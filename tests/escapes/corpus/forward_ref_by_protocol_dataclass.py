# expect: raises
import typing
from dataclasses import dataclass
(ref,) = typing.get_args(typing.List["reached(1)"])
@typing.runtime_checkable
@dataclass
class P(typing.Protocol):
    _evaluate: object
match ref:
    case P(found):
        reached(found)
