# expect: raises
from abc import ABC
class Shape(ABC): pass
Shape.register(int)
