# expect: raises
from functools import partial
found = []
sorted(["__globals__"], key=lambda name: found.append(getattr(tool, name)))
reached(found)
