# expect: raises
from dataclasses import field
f = field()
f.name = "x=reached(1)"
