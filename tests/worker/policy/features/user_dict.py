from collections import UserDict, ChainMap
class UD(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
    def __missing__(self, k): return "m"
u = UD(a=1)
[u["a"], u["z"], dict(u)]
