# expect: raises
import copy
class C:
    __slots__ = ["a"]
C.__slots__.append("__class__")
