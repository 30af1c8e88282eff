# expect: raises
from typing import TypedDict
from dataclasses import dataclass
Base = TypedDict("Base", {"x=reached(1)": int})
class C(Base): pass
dataclass(C)
raise ValueError
