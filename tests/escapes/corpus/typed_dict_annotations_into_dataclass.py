# expect: raises
from typing import TypedDict
from dataclasses import dataclass
T = TypedDict("T", {"x=reached(1)": int})
dataclass(T)
