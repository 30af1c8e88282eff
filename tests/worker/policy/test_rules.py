"""Every rule of the policy fires where it should, is left out where it may, and no way leads around it."""

from types import CodeType

import pytest

from codenode.worker.policy import names
from codenode.worker.policy.compiler import Refusal, compile_action
from codenode.worker.policy.room import Room

SECRET = "the secret"
# What opens a way out, beside the doors into frames and code.
DUNDERS = """
    __globals__ __dict__ __subclasses__ __self__ __code__ __mro__ __bases__ __base__ __builtins__ __closure__
    __func__ __wrapped__ __getattribute__ __reduce__ __reduce_ex__ __getstate__ __annotations__ __loader__
    __spec__ __import__ __traceback__ __context__ __subclasshook__ __del__ __getattr__ __weakref__
    __defaults__ __kwdefaults__ __objclass__ __thisclass__ __self_class__ __text_signature__ __type_params__
    __set_name__ __instancecheck__ __subclasscheck__ __prepare__ __abstractmethods__ __array_interface__
    __array_ufunc__ __deepcopy__ __setstate__ __fspath__ __path__ __file__ __cached__ __all__ __dir__
    __origin__ __args__ __parameters__ __value__ __bound__ __constraints__ __dataclass_fields__ __sizeof__
""".split()  # noqa: SIM905 - a table of names reads better as text
DOORS = sorted(names.INSPECT | set(DUNDERS) - names.READABLE)
PRIVATE = ("_x", "__x", "_registry", "_replace", "_asdict", "_value_")

# Ways to read the attribute {0} of the foreign object `vault`.
READS = {
    "dot": "vault.{0}",
    "call": "vault.{0}()",
    "lambda": "(lambda v: v.{0})(vault)",
    "default": "def f(x=vault.{0}): return x\nf()",
    "decorator": "@vault.{0}\ndef f(): pass",
    "annotation": "def f(x: vault.{0}): pass",
    "base": "class A(vault.{0}): pass",
    "class keyword": "class A(k=vault.{0}): pass",
    "comprehension": "[v.{0} for v in [vault]]",
    "condition": "[1 for v in [vault] if v.{0}]",
    "slice": "[1][vault.{0}:]",
    "assertion": "assert False, vault.{0}",
    "raise": "raise ValueError from vault.{0}",
    "f-string": "f'{{vault.{0}}}'",
    "f-string conversion": "f'{{vault.{0}!r:>40}}'",
    "f-string spec": "f'{{1:{{vault.{0}}}}}'",
    "augmented": "vault.{0} += 'x'",
    "getattr": "getattr(vault, '{0}')",
    "getattr with a default": "getattr(vault, '{0}', 0)",
    "getattr of a built name": "getattr(vault, '{0}'[:3] + '{0}'[3:])",
    "getattr under another name": "g = getattr\ng(vault, '{0}')",
    "map": "list(map(getattr, [vault], ['{0}']))",
    "starmap": "from itertools import starmap\nlist(starmap(getattr, [(vault, '{0}')]))",
    "partial": "from functools import partial\npartial(getattr, vault)('{0}')",
    "reduce": "from functools import reduce\nreduce(getattr, ['{0}'], vault)",
    "accumulate": "from itertools import accumulate\nlist(accumulate(['{0}'], getattr, initial=vault))",
    "sort key": "sorted([vault, vault], key=lambda v: getattr(v, '{0}'))",
    "iter with a sentinel": "next(iter(lambda: getattr(vault, '{0}'), 0))",
    "attrgetter": "from operator import attrgetter\nattrgetter('{0}')(vault)",
    "attrgetter of several": "from operator import attrgetter\nattrgetter('x', '{0}')(vault)",
    "attrgetter of a path": "from operator import attrgetter\nown.inner = vault\nattrgetter('inner.{0}')(own)",
    "attrgetter as a key": "from operator import attrgetter\nmax([vault, vault], key=attrgetter('{0}'))",
    "methodcaller": "from operator import methodcaller\nmethodcaller('{0}')(vault)",
    "methodcaller of getattr": "from operator import methodcaller\nmethodcaller('__getattribute__', '{0}')(vault)",
    "format": "'{{0.{0}}}'.format(vault)",
    "format by name": "'{{v.{0}!r}}'.format(v=vault)",
    "format of a path": "own.inner = vault\n'{{0.inner.{0}}}'.format(own)",
    "format of an item": "'{{0[0].{0}}}'.format([vault])",
    "format in a spec": "'{{0:{{1.{0}}}}}'.format('', vault)",
    "format unbound": "str.format('{{0.{0}}}', vault)",
    "format as a value": "list(map('{{0.{0}}}'.format, [vault]))",
    "format by getattr": "getattr('{{0.{0}}}', 'format')(vault)",
    "format by methodcaller": "from operator import methodcaller\nmethodcaller('format', vault)('{{0.{0}}}')",
    "format of a subclass": "class S(str): pass\nS('{{0.{0}}}').format(vault)",
    "format by super": "class S(str):\n    def go(self): return super().format(vault)\nS('{{0.{0}}}').go()",
    "format of a UserString": "from collections import UserString\nUserString('{{0.{0}}}').format(vault)",
    "format_map": "'{{v.{0}}}'.format_map({{'v': vault}})",
    "format_map unbound": "str.format_map('{{v.{0}}}', {{'v': vault}})",
    "template": "from string import Template\nTemplate('${{v.{0}}}').substitute(v=vault)",
    "pattern by keyword": "match vault:\n    case object({0}=got): pass\ngot",
    "pattern by value": "match own:\n    case vault.{0}: pass",
    "pattern by position": "class A:\n    __match_args__ = ('{0}',)\n    def __init__(self): pass\nmatch vault:\n    case A(got): got",
    "super of another": "class A:\n    def go(self): return super(A, vault).{0}\nA().go()",
    "property": "class A:\n    p = property(lambda self: vault.{0})\nA().p",
    "method as a function": "class A:\n    def go(self): return self.{0}\nA.go(vault)",
    "first parameter": "class A:\n    def go(vault): return vault.{0}\nA.go(vault)",
    "generator": "next(v.{0} for v in [vault])",
    "walrus": "(v := vault).{0}",
    "conditional": "(vault if True else 0).{0}",
    "subscript": "[vault][0].{0}",
}
# Those that lead nowhere, whatever the name.
CLOSED = {
    "augmented", "class keyword", "format by super", "format of a UserString", "methodcaller of getattr",
    "pattern by position", "super of another", "template",
}  # fmt: skip
# Ways to write or delete it.
WRITES = {
    "assignment": "vault.{0} = 1",
    "annotated": "vault.{0}: int = 1",
    "augmented": "vault.{0} += 1",
    "unpacking": "vault.{0}, x = 1, 2",
    "star": "*vault.{0}, x = 1, 2",
    "nested target": "[(vault.{0}, x), y] = (1, 2), 3",
    "for": "for vault.{0} in [1]: pass",
    "with": "from contextlib import nullcontext\nwith nullcontext(1) as vault.{0}: pass",
    "comprehension": "[0 for vault.{0} in [1]]",
    "delete": "del vault.{0}",
    "item of a call": "(lambda: vault)().{0} = 1",
    "method as a function": "class A:\n    def go(self): self.{0} = 1\nA.go(vault)",
    "initialiser as a function": "class A:\n    def __init__(self): self.{0} = 1\nA.__init__(vault)",
    "class method": "class A:\n    @classmethod\n    def go(cls): cls.{0} = 1\nA.go.__func__(vault)",
    "static method": "class A:\n    @staticmethod\n    def go(self): self.{0} = 1\nA.go(vault)",
    "first parameter rebound": "class A:\n    def go(self):\n        self = vault\n        self.{0} = 1\nA().go()",
    "setattr": "setattr(vault, '{0}', 1)",
    "setattr by map": "list(map(setattr, [vault], ['{0}'], [1]))",
    "setattr by partial": "from functools import partial\npartial(setattr, vault)('{0}', 1)",
    "delattr": "delattr(vault, '{0}')",
    "object setattr": "object.__setattr__(vault, '{0}', 1)",
    "object delattr": "object.__delattr__(vault, '{0}')",
    "super setattr": "class A:\n    def go(self): super(A, vault).__setattr__('{0}', 1)\nA().go()",
    "update_wrapper": "from functools import update_wrapper\ndef f(): pass\nf.{0} = 1\nupdate_wrapper(vault, f)",
    "wraps": "from functools import wraps\ndef f(): pass\nf.__doc__ = 'x'\nwraps(f)(vault)",
    "cached_property": "from functools import cached_property\ncached_property(lambda v: 1).__get__(vault)",
    "replace": "from dataclasses import replace\nreplace(vault, {0}=1)",
    "copy": "from copy import copy\ncopy(vault).{0} = 1",
}
BINDINGS = {
    "assignment": "{0} = 1",
    "chained": "x = {0} = 1",
    "unpacking": "x, {0} = 1, 2",
    "star": "x, *{0} = 1, 2",
    "augmented": "{0} += 1",
    "annotated": "{0}: int = 1",
    "annotated without a value": "{0}: int",
    "delete": "del {0}",
    "walrus": "({0} := 1)",
    "for": "for {0} in []: pass",
    "comprehension": "[0 for {0} in []]",
    "with": "with a as {0}: pass",
    "except": "try: pass\nexcept ValueError as {0}: pass",
    "import": "import {0}",
    "import as": "import math as {0}",
    "from import": "from math import {0}",
    "from import as": "from math import pi as {0}",
    "function": "def {0}(): pass",
    "class": "class {0}: pass",
    "parameter": "def f({0}): pass",
    "positional parameter": "def f({0}, /): pass",
    "keyword parameter": "def f(*, {0}): pass",
    "star parameter": "def f(*{0}): pass",
    "double star parameter": "def f(**{0}): pass",
    "lambda parameter": "lambda {0}: 0",
    "lambda star": "lambda *{0}: 0",
    "global": "global {0}",
    "global in a function": "def f():\n    global {0}\n    {0} = 1",
    "nonlocal": "def f():\n    def g():\n        nonlocal {0}",
    "capture": "match 1:\n    case {0}: pass",
    "capture as": "match 1:\n    case 1 as {0}: pass",
    "capture star": "match 1:\n    case [*{0}]: pass",
    "capture rest": "match 1:\n    case {{**{0}}}: pass",
    "in a function": "def f():\n    {0} = 1",
    "in a method": "class A:\n    def f(self):\n        {0} = 1",
    "load": "{0}",
    "load in a function": "def f(): return {0}",
    "load in a default": "def f(x={0}): pass",
}
# Forms in which a method's first parameter stops to be the checked one.
REBINDINGS = [
    "self = x", "self: int = x", "self += x", "(self := x)", "del self", "for self in x: pass", "with x as self: pass",
    "self, y = x", "[*self] = x", "import self", "import a.b as self", "from a import b as self", "def self(): pass",
    "class self: pass", "lambda self: 0", "def f(self): pass", "def f(*self): pass", "def f(*, self): pass",
    "def f(**self): pass", "[0 for self in x]", "match x:\n            case self: pass", "match x:\n            case [*self]: pass",
    "match x:\n            case {**self}: pass", "match x:\n            case int() as self: pass", "try: pass\n        except x as self: pass",
    "def f():\n            nonlocal self", "(lambda: (self := x))", "for y, (self, z) in x: pass", "self, self.y = x, 1",
]  # fmt: skip


class Vault:
    """A foreign object that has every attribute, and remembers what was read, written and deleted."""

    def __init__(self):
        object.__setattr__(self, "touched", [])

    def __getattribute__(self, name):
        if name == "touched":
            return object.__getattribute__(self, name)
        if name != "__class__":  # `isinstance` reads it, and it is what `type` says
            self.touched.append(name)
        return SECRET if name != "__class__" else Vault

    def __setattr__(self, name, value):
        self.touched.append(name)

    def __delattr__(self, name):
        self.touched.append(name)


@pytest.fixture(scope="module")
def room():
    """Return a room with an object of its own."""
    made = Room(builtins={"print": print}, warn=print)
    made.run(compile_action("class Own: pass\nown = Own()", "<fixture>"))
    return made


def touched(room, source, name):
    """Run the source; say whether this attribute of the vault was touched or came out."""
    vault = room.globals["vault"] = Vault()
    try:
        value = room.run(compile_action(source.format(name), "<action>"))
    except Exception as error:  # noqa: BLE001 - a refusal, or any error of the code
        value = str(error)
    mangled = {name, f"_A{name}"}
    return bool(mangled & set(vault.touched)) or SECRET in str(value)


def hooks(source):
    """Return the names of the guards that the compiled source calls."""
    found, codes = set(), [compile_action(source, "<action>")]
    while codes:
        code = codes.pop()
        found |= {name for name in code.co_names if name.startswith("<")}
        codes += [const for const in code.co_consts if type(const) is CodeType]
    return found


class TestNoWayAround:
    @pytest.mark.parametrize("way", READS)
    def test_read(self, room, way):
        """No way of reading reaches a door of an object, be its name written or data."""
        assert [name for name in DOORS if touched(room, READS[way], name)] == []

    @pytest.mark.parametrize("way", READS)
    def test_read_private(self, room, way):
        """Nor a private name of an object that the code did not make."""
        assert [name for name in PRIVATE if touched(room, READS[way], name)] == []

    @pytest.mark.parametrize("way", WRITES)
    def test_write(self, room, way):
        """No way of writing changes an object that the code did not make, under any name."""
        assert [name for name in ("x", *PRIVATE, *DOORS) if touched(room, WRITES[way], name)] == []

    @pytest.mark.parametrize("way", sorted(READS.keys() - CLOSED))
    def test_canary(self, room, way):
        """The vault would tell: a harmless name is reached on these ways."""
        assert touched(room, READS[way], "x")

    @pytest.mark.parametrize("way", ["setattr", "assignment", "for"])
    def test_canary_of_writes(self, room, way):
        """The same ways write to an object of the code's own."""
        room.run(compile_action(WRITES[way].replace("vault", "own").format("y"), "<action>"))
        assert room.run(compile_action("own.y", "<action>")) == 1


class TestBindings:
    @pytest.mark.parametrize("form", BINDINGS)
    @pytest.mark.parametrize(
        "name", ["__builtins__", "__build_class__", "__import__", "__class__", "__match_args__", "__x__"]
    )
    def test_names_of_the_language(self, form, name):
        """No form binds, or loads, a name of the language outside of a class."""
        with pytest.raises(Refusal) as caught:
            compile_action(BINDINGS[form].format(name), "<action>")
        assert caught.value.hint

    @pytest.mark.parametrize("name", sorted(names.UNCATCHABLE))
    @pytest.mark.parametrize("form", ["load", "load in a function", "load in a default"])
    def test_uncatchable(self, form, name):
        """What would swallow the end of the run cannot be named."""
        with pytest.raises(Refusal):
            compile_action(BINDINGS[form].format(name), "<action>")

    @pytest.mark.parametrize("name", sorted(names.UNCATCHABLE))
    def test_uncatchable_is_no_builtin(self, room, name):
        """Nor is it among the builtins."""
        assert name not in room.globals["__builtins__"]

    @pytest.mark.parametrize("name", sorted(names.METHODS))
    def test_methods(self, name):
        """A method of the language can be defined in a class, and nowhere else."""
        compile_action(f"class A:\n    def {name}(self, *rest): pass", "<action>")
        for source in (f"def {name}(self): pass", f"class A:\n    def f(self):\n        def {name}(self): pass"):
            with pytest.raises(Refusal):
                compile_action(source, "<action>")

    @pytest.mark.parametrize("name", sorted(set(DUNDERS) - names.METHODS))
    def test_other_methods(self, name):
        """One that a library takes orders from cannot be defined at all."""
        for body in (
            f"def {name}(self, *rest): pass",
            f"{name} = 1",
            f"{name}: int = 1",
            f"from math import pi as {name}",
        ):
            with pytest.raises(Refusal):
                compile_action(f"class A:\n    {body}", "<action>")


class TestElision:
    @pytest.mark.parametrize(
        "source",
        [
            "a.x", "a.x.y()", "a[0]", "a[0] = 1", "del a[0]", "a[0] += 1", "a[b:c] = d", "x += 1", "x, *y = a",
            "for x, y in a: pass", "[x for x in a]", "{**a}", "[*a]", "f(*a, **b)", "with a as b: pass", "a @ b",
            "match a:\n    case A(x=1, y=[b, *c]): pass", "try: pass\nexcept E: pass", "yield_ = lambda: (yield)",
            "class A:\n    def f(self): return self.x", "class A:\n    x = 1", "def f():\n    nonlocal_ = 1", "f'{a.x:{b}}'",
            *(f"a.{name}" for name in sorted(names.READABLE)),
        ],
    )  # fmt: skip
    def test_nothing_emitted(self, source):
        """Where the verdict stands in the text, no guard is called."""
        assert hooks(source) == set()

    @pytest.mark.parametrize(
        ("source", "emitted"),
        [
            ("a._x", {names.PRIVATE, names.TYPE, names.OWN}),
            ("f()._x", {names.PRIVATE}),
            ("a.x = 1", {names.WRITE, names.TYPE, names.OWN}),
            ("a.x += 1", {names.WRITE, names.TYPE, names.OWN}),
            ("del a.x", {names.WRITE, names.TYPE, names.OWN}),
            ("f().x = 1", {names.WRITE}),
            ("a.b.x = 1", {names.WRITE}),
            ("for a.x in b: pass", {names.WRITE, names.TYPE, names.OWN}),
            ("with b as f().x: pass", {names.WRITE}),
            ("class A:\n    def f(self): self.x = 1", {names.SELF, names.TYPE, names.OWN}),
            ("class A:\n    def f(self): return self._x", {names.SELF, names.TYPE, names.OWN}),
            ("class A:\n    def __new__(cls): pass", {names.NEW}),
            ("try: pass\nexcept: pass", {names.EXCEPTION}),
            *((f"a.{name}", {names.READ}) for name in sorted(names.GUARDED)),
        ],
    )
    def test_emitted(self, source, emitted):
        """Where it hangs on the object, its guard is."""
        assert hooks(source) == emitted

    @pytest.mark.parametrize("form", REBINDINGS)
    def test_first_parameter_rebound(self, form):
        """A method whose first parameter is bound anew is checked at each store, not at its entry."""
        found = hooks(f"class A:\n    def f(self):\n        self.x = 1\n        {form}")
        assert names.SELF not in found
        assert names.WRITE in found

    @pytest.mark.parametrize(
        "decorator", ["staticmethod", "classmethod", "deco", "deco()", "a.b", "functools.cache", "property.fget"]
    )
    def test_first_parameter_under_a_decorator(self, decorator):
        """So is a method under a decorator that may pass anything as its first argument."""
        found = hooks(f"class A:\n    @{decorator}\n    def f(self): self.x = 1")
        assert names.SELF not in found
        assert names.WRITE in found

    def test_first_parameter_of_an_inner_function(self):
        """A function inside a method has no checked first parameter of its own."""
        assert names.WRITE in hooks("class A:\n    def f(self):\n        def g(other): other.x = 1")

    @pytest.mark.parametrize("name", sorted(names.SENSITIVE | {"__class__", "__name__", "__doc__"}))
    def test_augmented(self, name):
        """A guarded name cannot be augmented: that loads without the guard."""
        with pytest.raises(Refusal):
            compile_action(f"a.{name} += 1", "<action>")


class TestVerdicts:
    # `query` and `eval` have tests of their own: a library may offer them in a form that is checked.
    @pytest.mark.parametrize("name", sorted(names.LIBRARY - {"query", "eval"}))
    @pytest.mark.parametrize("library", ["numpy", "pandas.core.frame"])
    @pytest.mark.parametrize("way", ["thing.{0}", "getattr(thing, '{0}')", "list(map(getattr, [thing], ['{0}']))"])
    def test_library(self, name, library, way):
        """Methods that open files, evaluate text or hand out memory are refused, whichever way they are read."""
        thing = type("Thing", (), {"__module__": library, name: lambda self: SECRET})()
        with pytest.raises(AttributeError, match=f"'{name}' of {library.partition('.')[0]} objects is not accessible"):
            Room(builtins={"thing": thing}, warn=print).run(compile_action(way.format(name), "<a>"))

    @pytest.mark.parametrize("name", sorted(names.BY_RESULT))
    @pytest.mark.parametrize("way", ["thing.{0}", "getattr(thing, '{0}')", "Thing.{0}", "thing.{0}('x')"])
    def test_by_result(self, name, way):
        """These names give plain data and the code's own functions, not a library's."""
        kind = type("Thing", (), {name: lambda self, *args: SECRET})
        with pytest.raises(AttributeError, match=f"'{name}' is not accessible here"):
            Room(builtins={"thing": kind(), "Thing": kind}, warn=print).run(compile_action(way.format(name), "<a>"))

    @pytest.mark.parametrize("name", sorted(names.BY_RESULT))
    def test_by_result_of_data(self, name):
        """Plain data under such a name is plain data."""
        thing = type("Thing", (), {name: 7})()
        assert Room(builtins={"thing": thing}, warn=print).run(compile_action(f"thing.{name}", "<a>")) == 7

    @pytest.mark.parametrize("name", sorted(names.CONSTRUCTORS))
    def test_constructor(self, room, name):
        """A constructor is that of a base, not of an object at hand."""
        for source in (f"own.{name}", f"vault.{name}", f"getattr(own, '{name}')", f"[1].{name}"):
            assert not touched(room, source, name)
            with pytest.raises(AttributeError, match="use super"):
                room.run(compile_action(source, "<action>"))

    @pytest.mark.parametrize("name", sorted(names.NAMEDTUPLE))
    def test_named_tuple(self, room, name):
        """The underscore names of named tuples are theirs alone."""
        source = "from collections import namedtuple\nP = namedtuple('P', 'x')\nP(1)."
        assert room.run(compile_action(source + name, "<action>")) is not None
        with pytest.raises(AttributeError):
            room.run(compile_action(f"(1,).{name}", "<action>"))

    @pytest.mark.parametrize("name", sorted(names.STORABLE))
    def test_storable(self, room, name):
        """These names of a function or class may be set, not deleted, and of no foreign one."""
        room.run(compile_action(f"def f(): pass\nf.{name} = 'n'\nsetattr(own, '{name}', 'n')", "<action>"))
        for source, error in (
            (f"del f.{name}", Refusal),
            (f"len.{name} = 'x'", TypeError),
            (f"int.{name} = 'x'", TypeError),
        ):
            with pytest.raises(error):
                room.run(compile_action(source, "<action>"))


class TestNames:
    @pytest.mark.parametrize("owner", ["A", "_A", "__A", "A_", "___"])
    @pytest.mark.parametrize("name", ["__x", "__x_", "_x", "x", "__x__", "__", "___"])
    def test_mangled(self, owner, name):
        """A private name is mangled as Python mangles it."""
        space = {}
        exec(f"class {owner}:\n    def f(self): self.{name}", space)
        assert names.mangled(name, owner) == space[owner].f.__code__.co_names[0]

    def test_tables(self):
        """What one table refuses or guards, no other lets through."""
        assert not any(map(names.is_harmless, names.INSPECT | names.GUARDED | names.METHODS | names.NAMEDTUPLE))
        assert not names.READABLE & (names.INSPECT | names.GUARDED)
        assert names.GUARDED >= names.SENSITIVE
        assert names.STORABLE <= names.READABLE
