# expect: raises
from dataclasses import dataclass, field
@dataclass
class C:
    x: object = field(default_factory=lambda: getattr(tool, "__globals__"))
C()
