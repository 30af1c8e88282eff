# Names: underscores, `_`, shadowing, spelling.
# --- leading underscore
_x = 1
__y = 2
_z_ = 3
___ = 4
_x + __y + _z_ + ___
# --- underscore as a throwaway
for _ in range(3): pass
_, b = 1, 2
_, b
# --- underscore function
def _helper(n): return n + 1
_helper(1)
# --- gettext style
_ = lambda s: s.upper()
_("hi")
# --- class with an underscore
class _Node:
    def __init__(self): self._v = 1
_Node()._v
# --- private function attribute
def f(): pass
f._cache = {1: 2}
f._cache
# --- shadowing a builtin
list = [1, 2]
r = len(list)
del list
r, list("ab")
# --- shadowing and calling
str = "text"
str(5)
# --- shadowing ends
del str
str(5)
# --- shadowing in a function only
def f(sum): return sum + 1
f(1), sum([1])
# --- soft keywords
match, case, type_ = 1, 2, 3
match + case
# --- type as a name
def f(type): return type
f(type="t")
# --- unicode
été, π, 数 = 1, 3.14, "n"
été, π, 数
# --- look alike of a builtin
ｌｅｎ([1, 2])
# --- long names
a_very_long_name_indeed_that_goes_on_and_on_and_on_until_it_is_quite_silly = 1
a_very_long_name_indeed_that_goes_on_and_on_and_on_until_it_is_quite_silly
# --- case matters
Value, value = 1, 2
Value, value
# --- name error
nonexistent_name_here
# --- name error after del
gone = 1
del gone
gone
# --- name error in a class body
class A:
    x = not_there_either
# --- name error of a near name
counter_value = 5
conter_value
# --- names of loops in functions
def f():
    for i in range(2): pass
    return i
f()
# --- dunder name
__name__
# --- dunder name in a function
def f(): return __name__
f()
# --- main guard with a function
def main():
    print("running")
    return 3
if __name__ == "__main__":
    main()
# --- main guard as the last
if __name__ == "__main__":
    result = main()
result
# --- qualname of a lambda in a class
class A:
    f = lambda self: 1
A.f.__qualname__
# --- dunder doc of functions
def f(): "d"
f.__doc__, f.__module__
# --- names that look like guards
_read_ = _write_ = _getattr_ = _getitem_ = _getiter_ = _print_ = _inplacevar_ = 1
_read_ + _write_ + _getattr_ + _getitem_ + _getiter_ + _print_ + _inplacevar_
# --- printed is a name
printed = _print = 5
printed + _print
# --- annotations without values
later: int
"later" in dir()
# --- global names in dir
some_new_global = 1
"some_new_global" in dir()
# --- keyword arguments with a leading underscore
def f(**kw): return kw
f(_a=1, __b=2)
# --- import as underscore
import math as _m
_m.floor(1.5)
# --- comprehension variable with an underscore
{_k: _v for _k, _v in {"a": 1}.items()}
# --- except name with an underscore
try: 1 / 0
except ZeroDivisionError as _e: r = _e.__class__.__name__
r
# --- with name with an underscore
from contextlib import nullcontext
with nullcontext(3) as _c: pass
_c
# --- mangled names outside classes
__a = 5
def f(): return __a
f()
# --- mangled global in a class
class A:
    def f(self): return __missing_mangled
A().f()
