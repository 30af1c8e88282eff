# expect: raises
import copy
from types import SimpleNamespace
n = SimpleNamespace()
super(SimpleNamespace, n).__init__(**{"__reduce_ex__": lambda protocol: (tool, ())})
