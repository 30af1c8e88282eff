"""Make the variables of a snapshot again: an unpickler that can make only what the code could.

It runs in the worker, behind the same walls as the code, and before any code of the user. What it is handed
may have been written by a worker that code had taken over. So no name is looked up but those that facades and
builtins show, and a short list of makers of data; functions are compiled from text, under the policy; classes
inherit from what the policy lets them inherit from.
"""

# ruff: noqa: SIM905 - a table of names reads better as text

import types
from _pickle import Unpickler
from collections import defaultdict, deque, namedtuple
from collections.abc import Sequence
from io import BytesIO
from types import CellType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from codenode.worker.policy.names import is_dunder
from codenode.worker.snapshot.names import BUILTIN, maker
from codenode.worker.snapshot.shapes import ATTRIBUTES, FILLED
from codenode.worker.snapshot.shapes import BUILTIN as BUILTINS

if TYPE_CHECKING:
    from codenode.worker.policy.room import Room
    from codenode.worker.snapshot.book import Book


class Refused(Exception):  # noqa: N818 - reads as what it is
    """A snapshot asks for something that the code could not have."""


class Making(Unpickler):
    """Reads one group of variables."""

    def __init__(self, stream: Any, buffers: Sequence[Any], book: "Book", room: "Room") -> None:
        super().__init__(BytesIO(stream), buffers=buffers)
        self._book = book
        self._room = room

    def find_class(self, module: str, name: str) -> Any:
        """Return what a stream names."""
        if module == __name__:
            method = name.removeprefix("Making.")
            if method in _METHODS:
                return getattr(self, method)
        elif (found := maker(module, name)) is not None:
            return found
        else:
            return self.named(BUILTIN if module == "builtins" else module, name)
        raise Refused(f"{module}.{name} is not for a snapshot")

    # --- by name ----------------------------------------------------------------------------------

    def named(self, module: str, name: str) -> Any:
        """Return what the code has by a name."""
        return self._book.names.value(module, name)

    def named_call(self, module: str, name: str, arguments: tuple[Any, ...]) -> Any:
        """Return what something of that name makes."""
        return self.named(module, name)(*arguments)

    def module(self, name: str) -> ModuleType:
        """Return a facade."""
        return self._book.names.module(name)

    def method(self, value: object, name: str) -> Any:
        """Return a method as the code would get it."""
        return self._room.guards.load(value, name)

    # --- functions --------------------------------------------------------------------------------

    def cell(self) -> CellType:
        """Return a cell that is filled later."""
        return CellType()

    def function(self, filename: str, path: tuple[int, ...], cells: tuple[CellType, ...]) -> FunctionType:
        """Return a function of an action; its globals, and with them its builtins, are the room's."""
        code = self._book.codes.code(filename, path)
        return FunctionType(code, self._room.globals, None, None, cells)

    def dress(self, function: FunctionType, told: dict[str, Any]) -> None:
        """Give a function its defaults, its attributes and what its cells hold."""
        self._check_own(function)
        for cell, held in told.pop("cells", ()):
            cell.cell_contents = held[0]
        function.__dict__.update({_public(name): value for name, value in told.pop("__dict__", {}).items()})
        for name, value in told.items():
            if name not in _DRESS:
                raise Refused(f"a function has no {name!r}")
            setattr(function, name, value)

    def _check_own(self, function: object) -> None:
        if type(function) is not FunctionType or function.__globals__ is not self._room.globals:
            raise Refused("a function that is not the code's own")

    def bound(self, function: FunctionType, value: object) -> MethodType:
        """Return a method of the code's own."""
        self._check_own(function)
        return MethodType(function, value)

    def decorated(self, kind: str, *functions: Any) -> Any:
        """Return what a decorator made of a function."""
        match kind:
            case "staticmethod":
                return staticmethod(*functions)
            case "classmethod":
                return classmethod(*functions)
            case "property":
                return property(*functions)
            case "new":
                return self._room.classes.maker(*functions)
        return self.named("contextlib", kind)(*functions)

    def cached_property(self, function: Any, name: str | None) -> Any:
        """Return a property that is computed once."""
        made = self.named("functools", "cached_property")(function)
        made.attrname = name
        return made

    def lru_cache(self, function: Any, maxsize: int | None, typed: bool) -> Any:  # noqa: FBT001 - from a stream
        """Return a function with a cache, which is empty."""
        return self.named("functools", "lru_cache")(maxsize, typed)(function)

    # --- classes ----------------------------------------------------------------------------------

    def ref(self, number: int) -> type:
        """Return a class of the code."""
        found = self._book.by_number.get(number)
        if found is None:
            raise Refused(f"the class {number} could not be made")
        return found

    def build(self, number: int, kind: str, name: str, bases: tuple[Any, ...], told: Any, own: bool) -> type:  # noqa: FBT001
        """Make a class without anything in it, so that no code of its bases runs."""
        if type(name) is not str or number in self._book.by_number:
            raise Refused(f"a class cannot be made as {name!r:.40}")
        cls: type
        if kind == "named":
            named: Any = namedtuple  # noqa: PYI024 - the code's own fields
            cls = named(name, told, module="__main__")
        elif kind == "typed":
            typed: Any = TypedDict
            cls = typed(name, {}, total=bool(told))
            cls.__module__ = "__main__"
        else:
            cls = self._built(kind, name, bases, told)
        if own:
            self._room.classes.own.add(cls)
        self._book.assign(number, cls)
        return cls

    def _built(self, kind: str, name: str, bases: tuple[Any, ...], told: Any) -> type:
        known = self._room.classes.knows
        if not all(known(base) or base in self._book.numbers for base in bases):
            raise Refused(f"the class {name!r} inherits from what it may not")

        def body(namespace: dict[str, Any]) -> None:
            namespace["__module__"] = "__main__"
            if kind == "enum":
                namespace.update({_public(member): value for member, value in told.items()})
            elif told is not None:
                namespace["__slots__"] = told if type(told) is str else tuple(map(_slot, told))
            generic = next(
                (base for base in bases if getattr(base, "__module__", "") == "typing" and base.__name__ == "Generic"),
                None,
            )
            if generic is not None:
                namespace["__orig_bases__"] = (generic[TypeVar("_")],)

        return types.new_class(name, bases, {}, body)

    def finish(self, number: int, told: dict[str, Any]) -> None:
        """Give a class its attributes, then do what its decorators did."""
        cls: Any = self.ref(number)
        for name, value in told["attributes"].items():
            self._check_attribute(name, value)
            type.__setattr__(cls, name, value)
            if type(value) is property:
                value.__set_name__(cls, name)  # type: ignore[attr-defined] # messages name it so
        for name in ("__orig_bases__", "__parameters__"):
            if name in told:
                type.__setattr__(cls, name, told[name])
        self._complete(cls, told)
        if "dataclass" in told:
            self._dataclass(cls, *told["dataclass"])
        if told.get("ordering"):
            self.named("functools", "total_ordering")(cls)

    def _check_attribute(self, name: object, value: object) -> None:
        if type(name) is not str or (is_dunder(name) and name not in ATTRIBUTES):
            raise Refused(f"a class cannot have {name!r:.40}")
        if name == "__new__" and self._room.classes.made_by(getattr(value, "__func__", None)) is None:
            raise Refused("a __new__ must be guarded")

    def _complete(self, cls: Any, told: dict[str, Any]) -> None:
        """Give the members of an enum their attributes, the fields of a named tuple their defaults."""
        for name, extra in told.get("members", {}).items():
            cls._member_map_[name].__dict__.update({_public(key): value for key, value in extra.items()})
        if "defaults" in told and "_fields" in cls.__dict__:
            cls._field_defaults = dict(told["defaults"])
            cls.__new__.__defaults__ = tuple(told["defaults"].values())

    def _dataclass(self, cls: Any, options: dict[str, bool], fields: list[tuple[str, dict[str, Any]]]) -> None:
        import dataclasses  # noqa: PLC0415 - it is loaded where there is one

        slots = {name: cls.__dict__[name] for name in self._book.shapes.plan(cls).slots if name in cls.__dict__}
        for name, given in fields:
            if type(name) is not str or is_dunder(name) or not name.isidentifier():
                raise Refused(f"{name!r:.40} is no field")
            type.__setattr__(cls, name, dataclasses.field(**given))
        # With `slots` it would return another class; the skeleton has them already.
        self.named("dataclasses", "dataclass")(**{**options, "slots": False})(cls)
        for name, slot in slots.items():
            type.__setattr__(cls, name, slot)
        if options.get("slots") and options.get("frozen"):
            cls.__getstate__ = dataclasses._dataclass_getstate  # type: ignore[attr-defined] # noqa: SLF001 - as the library
            cls.__setstate__ = dataclasses._dataclass_setstate  # type: ignore[attr-defined] # noqa: SLF001
        self._room.classes.recipes[cls] = options

    # --- instances --------------------------------------------------------------------------------

    def new(self, kind: type, base: Any = object, content: Any = None) -> Any:
        """Return an object of a class of the code, without a call of its own."""
        if not self._room.classes.owns(kind) and kind not in self._book.numbers:
            raise Refused(f"{kind!r:.40} is no class of the code")
        if base is object:
            return object.__new__(kind)
        if base in FILLED:
            return base.__new__(kind)
        if isinstance(base, type) and issubclass(base, BaseException):
            return base.__new__(kind, *content)
        if base not in BUILTINS:
            raise Refused(f"{base!r:.40} is no builtin type of data")
        return base.__new__(kind, content)

    def fill(self, value: Any, told: tuple[Any, ...]) -> None:
        """Give an object its attributes and its content."""
        kind = type(value)
        if not self._room.classes.owns(kind) and kind not in self._book.numbers:
            raise Refused(f"{kind!r:.40} is no class of the code")
        plan = self._book.shapes.plan(kind)
        attributes, slots, *rest = told
        if attributes:
            value.__dict__.update({_public(name): item for name, item in attributes.items()})
        for name, item in (slots or {}).items():
            plan.slots[name].__set__(value, item)
        if plan.how == "error" and rest:
            value.__cause__, value.__context__, value.__suppress_context__ = rest[0]
        elif plan.how == "builtin" and rest:
            _filled(value, plan.base, *rest)

    def member(self, kind: Any, name: str | None, value: Any = None) -> Any:
        """Return a member of an enum of the code, or a combination of flags."""
        return kind(value) if name is None else kind._member_map_[name]

    def dispatch(self, name: str, table: list[tuple[type, Any]]) -> Any:
        """Return a function that picks its implementation by a type."""
        made = self.named("functools", name)(dict(table)[object])
        for kind, function in table:
            made.register(kind, function)
        return made

    def type_variable(self, kind: str, name: str, constraints: tuple[Any, ...], options: dict[str, Any]) -> Any:
        """Return a type variable."""
        return self.named("typing", kind)(name, *constraints, **options)


def _filled(value: Any, base: Any, content: Any, factory: Any = None) -> None:
    if base is defaultdict:
        value.default_factory = factory
    if issubclass(base, dict):
        for key, item in content:
            base.__setitem__(value, key, item)
    elif base is set:
        set.update(value, content)
    elif base is deque:
        deque.__init__(value, *content)
    else:
        base.extend(value, content)


def _public(name: object) -> str:
    if type(name) is not str or (is_dunder(name) and name not in _HELD):
        raise Refused(f"an object cannot have {name!r:.40}")
    return name


def _slot(name: object) -> str:
    return _public(name)


# What Python itself puts into the dict of an error, of an instance of a generic class, of a function.
_HELD = frozenset("__notes__ __orig_class__ __isabstractmethod__ __final__ __override__ __deprecated__".split())
_DRESS = frozenset("__defaults__ __kwdefaults__ __annotations__ __type_params__ __name__ __qualname__ __doc__".split())
_METHODS = frozenset(
    """
    named named_call module method cell function dress bound decorated cached_property lru_cache ref build finish
    new fill member type_variable dispatch
    """.split()
)
