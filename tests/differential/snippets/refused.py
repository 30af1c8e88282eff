# What stays forbidden is refused before it runs: where it stands, and with what to write instead.
# --- dict of an object
# refused: the raw dict takes any name
x = 1
x.__dict__
# --- class of a class
# refused: classes lead to every other class
().__class__.__mro__
# --- bases
# refused: as above
int.__bases__
# --- subclasses
# refused: as above
object.__subclasses__()
# --- globals of a function
# refused: a function's globals are those of its module
def f(): pass
f.__globals__
# --- code of a function
# refused: code objects can be rewritten
def f(): pass
f.__code__
# --- closure
# refused: cells are shared
def f(): pass
f.__closure__
# --- bound self
# refused: a builtin method's self is a module
print.__self__
# --- frame of a generator
# refused: frames hold the globals
g = (x for x in [])
g.gi_frame
# --- frame of an error
# refused: as above
try: 1 / 0
except ZeroDivisionError as e: e.__traceback__
# --- traceback frame
# refused: as above
e.tb_frame
# --- import by dunder
# refused: the import statement does it, under the policy
__import__("os").system("id")
# --- builtins
# refused: a builtin is called by its name
__builtins__["eval"]
# --- loader
# refused: not a name of the code
__loader__
# --- spec
# refused: not a name of the code
__spec__.loader
# --- file
# refused: there is no file
print(__file__)
# --- metaclass
# refused: a metaclass runs in every later class statement
class A(metaclass=type): pass
# --- getattr hook
# refused: it would answer for any name
class A:
    def __getattr__(self, name): return name
# --- getattribute hook
# refused: as above
class A:
    def __getattribute__(self, name): return name
# --- setattr hook
# refused: the guard of writes would not see it
class A:
    def __setattr__(self, name, value): pass
# --- finalizer
# refused: it runs at a time nobody chose
class A:
    def __del__(self): pass
# --- reduce hook
# refused: `copy` takes orders from it
class A:
    def __reduce__(self): return (print, ())
# --- subclass hook
# refused: isinstance takes orders from it
class A:
    @classmethod
    def __subclasshook__(cls, other): return True
# --- instance check
# refused: as above
class A:
    def __instancecheck__(self, other): return True
# --- deepcopy hook
# refused: it is handed the table by which `copy` trusts objects
class A:
    def __deepcopy__(self, memo): return self
# --- class assignment
# refused: an object's class decides what guards it
class A: pass
A().__class__ = int
# --- dunder store
# refused: dunders belong to the class statement
class A: pass
A.__eq__ = lambda a, b: True
# --- dunder delete
# refused: as above
class A: pass
del A.__doc__
# --- dunder global
# refused: dunders of the module belong to the room
__name__ = "x"
# --- all
# refused: nothing imports this code
__all__ = ["f"]
# --- dunder parameter
# refused: a parameter could stand for a name of the language
def f(__builtins__): pass
# --- dunder import alias
# refused: as above
import math as __builtins__
# --- dunder except name
# refused: as above
try: pass
except ValueError as __builtins__: pass
# --- dunder in a for
# refused: as above
for __build_class__ in []: pass
# --- dunder in a with
# refused: as above
with open("x") as __import__: pass
# --- dunder in a match
# refused: as above
match 1:
    case __builtins__: pass
# --- dunder in a walrus
# refused: as above
(__builtins__ := {})
# --- dunder global statement
# refused: as above
def f():
    global __builtins__
# --- dunder function
# refused: as above
def __build_class__(*a): pass
# --- dunder class
# refused: as above
class __import__: pass
# --- dunder in a pattern
# refused: a pattern reads attributes without a guard
match 1:
    case int(__class__=c): pass
# --- sensitive name in a pattern
# refused: as above
match 1:
    case str(format=f): pass
# --- match args computed
# refused: what a pattern reads by position must stand in the source
class A:
    __match_args__ = tuple(["x"])
# --- augmented on a guarded attribute
# refused: it loads and stores without the guard
class A: pass
A().format += 1
# --- system exit
# refused: catching it would swallow the end of the run
raise SystemExit(1)
# --- base exception, of a group
# refused: catching it would swallow a time-out
try: pass
except* BaseException: pass
# --- keyboard interrupt
# refused: as above
try: pass
except (ValueError, KeyboardInterrupt): pass
# --- generator exit
# refused: as above
def g():
    try: yield
    except GeneratorExit: pass
# --- dunder in an f-string
# refused: an f-string is code
x = 5
f"{x.__class__.__mro__}"
# --- dunder in a lambda
# refused: everywhere
(lambda f: f.__globals__)(print)
# --- dunder in a decorator
# refused: everywhere
@print.__self__
def f(): pass
# --- dunder in a default
# refused: everywhere
def f(x=print.__self__): pass
# --- dunder in an annotation
# refused: everywhere
def f(x: print.__self__): pass
# --- dunder in a comprehension
# refused: everywhere
[c for c in object.__subclasses__()]
# --- dunder in a slice
# refused: everywhere
[1][print.__self__:]
# --- dunder in a class keyword
# refused: everywhere
class A(x=print.__self__): pass
# --- dunder behind characters of several bytes
# refused: the caret counts characters
ü = "日本"; ü.__dict__
# --- dunder on a late line
# refused: the line counts from the start
a = 1

b = """
text
"""
a.__globals__
# --- annotations
# refused: dataclasses.fields says it
class A: x: int
A.__annotations__
# --- module attribute
# refused: private names hold the powers
import collections
collections.__dict__
# --- look alike of a dunder
# refused: names are normalised before they are checked
x = 5
x.__ｇlobals__
# --- markdown fence
# refused: not Python
```python
x = 1
```
# --- shell command
# refused: not Python
!ls
# --- notebook command
# refused: not Python
%matplotlib inline
# --- prompt
# refused: not Python
>>> x = 1
