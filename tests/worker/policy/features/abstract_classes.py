from abc import ABC, abstractmethod
class Shape(ABC):
    @abstractmethod
    def area(self): ...
class Sq(Shape):
    def __init__(self, s): self._s = s
    def area(self): return self._s ** 2
try:
    Shape()
except TypeError as e:
    m = "te"
[Sq(3).area(), m, isinstance(Sq(1), Shape)]
