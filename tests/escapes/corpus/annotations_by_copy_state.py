# expect: raises
import copy
from types import SimpleNamespace
class C: pass
trick = SimpleNamespace(**{"__reduce_ex__": lambda protocol: (lambda: C, (), (None, {"__annotations__": {"x=1": int}}))})
copy.copy(trick)
