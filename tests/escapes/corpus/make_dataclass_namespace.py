# expect: raises
from dataclasses import make_dataclass
make_dataclass("C", [], namespace={"__reduce__": 1})
