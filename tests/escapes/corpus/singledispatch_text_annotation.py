# expect: raises
from functools import singledispatch


@singledispatch
def f(x): ...


@f.register
def g(x: "reached(__builtins__)"): ...
