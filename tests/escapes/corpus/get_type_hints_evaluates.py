# expect: raises
import typing
def f(x: "reached(1)"): pass
typing.get_type_hints(f)
