# expect: harmless
from enum import Enum
class E(Enum):
    A = 1
class Evil:
    def __eq__(self, other):
        other["B"] = 1
        return True
E.__members__ == Evil()
len(E.__members__) == 1
