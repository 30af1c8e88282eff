# expect: raises
import copy
class C: pass
class Memo(dict):
    def get(self, key, default=None): return default
copy.deepcopy(C(), Memo())
