# expect: raises
from typing import Protocol, runtime_checkable
from dataclasses import dataclass
@runtime_checkable
class P(Protocol):
    gi_running: object
dataclass(P)
