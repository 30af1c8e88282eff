# expect: refused
from abc import ABC
class C(ABC):
    @classmethod
    def __subclasshook__(cls, other): return True
