# expect: raises
class Name(str):
    def __format__(self, spec): reached(getattr(tool, "__globals__"))
    def __add__(self, other): reached(getattr(tool, "__globals__"))
class Odd(Exception): pass
Odd.__name__ = Name("x")
Odd.__qualname__ = Name("y")
raise Odd(Name("z"))
