from typing import List, Dict
class L(List[int]): pass
class M(Dict[str, int]): pass
class It:
    def __iter__(self): return self
    def __next__(self): raise StopIteration
[L([1]), M(a=1), list(It())]
