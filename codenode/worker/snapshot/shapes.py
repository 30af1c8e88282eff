"""Take the classes and instances of the code apart, without running any code of theirs.

What is taken apart is put together again in `making.py`. An instance of a builtin's subclass is its builtin
value and its attributes; neither `__init__`, `__new__` nor an overridden `items` of the code is called.
"""

# ruff: noqa: SIM905 - a table of names reads better as text

import sys
from collections import OrderedDict, defaultdict, deque
from enum import Enum
from types import FunctionType, MemberDescriptorType
from typing import Any

from codenode.worker.policy.classes import Classes
from codenode.worker.policy.names import CLASS_NAMES, METHODS, is_dunder

# Attributes of a class that follow from how it was made, and are made again.
_MADE = frozenset(
    """
    __dict__ __weakref__ __slots__ _abc_impl __subclasshook__ __dataclass_fields__ __dataclass_params__
    __orig_bases__ __parameters__ __classcell__
    """.split()
)
_ENUM = frozenset(
    """
    _member_names_ _member_map_ _value2member_map_ _unhashable_values_ _unhashable_values_map_ _hashable_values_
    _member_type_ _value_repr_ _use_args_ _new_member_ __new__ __new_member__ _flag_mask_ _all_bits_ _boundary_
    _inverted_ _singles_mask_ _generate_next_value_ __getnewargs__ __getnewargs_ex__
    """.split()
)
_TUPLE = frozenset(
    "__new__ _make _replace __replace__ _asdict __repr__ __getnewargs__ _fields _field_defaults __match_args__".split()
)
_TYPED = frozenset("__total__ __required_keys__ __optional_keys__ __readonly_keys__ __mutable_keys__".split())
# What a class may be given when it is made again: what code may define, and what describes a class.
ATTRIBUTES = (
    METHODS
    | CLASS_NAMES
    | _TYPED
    | frozenset(
        """
        __module__ __qualname__ __annotations__ __type_params__ __abstractmethods__ __protocol_attrs__
        __non_callable_proto_members__ __static_attributes__ __firstlineno__ __deprecated__ __final__ __override__
        """.split()
    )
)
BUILTIN = (
    *(list, dict, set, OrderedDict, defaultdict, deque),
    *(tuple, frozenset, int, float, complex, str, bytes, bytearray),
)
FILLED = frozenset({list, dict, set, OrderedDict, defaultdict, deque})
_EMPTY_SIZE = type("_", (), {}).__basicsize__


class Shapes:
    """What is known about the classes of one room."""

    def __init__(self, classes: Classes) -> None:
        self._classes = classes
        self._plans: dict[type, Plan] = {}

    def is_local(self, cls: type) -> bool:
        """Say whether the code made this class, so that it goes into the snapshot itself."""
        if cls.__module__ != "__main__" and cls not in self._classes.own:
            return False
        return self._classes.owns(cls) or what(cls) in {"named", "typed", "enum"}

    def plan(self, kind: type) -> "Plan":
        """Return how instances of a local class are taken apart."""
        found = self._plans.get(kind)
        if found is None:
            found = self._plans[kind] = Plan(kind, self)
        return found

    def forget(self) -> None:
        """Look at each class anew: those of a snapshot were looked at before they were whole."""
        self._plans.clear()


class Plan:
    """How instances of one class are taken apart.

    `how` is `native` (the language's own way will do), `plain`, `builtin`, `error`, `member` (of an enum) or
    `library`.
    """

    __slots__ = ("base", "how", "slots")

    def __init__(self, kind: type, shapes: Shapes) -> None:
        line = [cls for cls in kind.__mro__ if shapes.is_local(cls)]
        foreign = [cls for cls in kind.__mro__ if cls not in line]
        self.base: Any = next((cls for cls in foreign if cls in BUILTIN), None)
        self.slots: dict[str, MemberDescriptorType] = {}
        for cls in reversed(line):
            self.slots.update((n, v) for n, v in cls.__dict__.items() if type(v) is MemberDescriptorType)
        if issubclass(kind, Enum):
            self.how = "member"
        elif issubclass(kind, BaseException):
            self.how = "error"
            self.base = next(cls for cls in foreign if cls.__module__ == "builtins")
        elif self.base is not None:
            self.how = "builtin"
        elif _is_plain(foreign):
            native = not self.slots and not any("__new__" in cls.__dict__ for cls in line)
            self.how = "native" if native else "plain"
        else:
            self.how = "library"


def _is_plain(foreign: list[type]) -> bool:
    """Say whether all there is of an instance is its attributes."""
    ways = ("__reduce_ex__", "__reduce__", "__getstate__", "__getnewargs__", "__getnewargs_ex__", "__setstate__")
    if any(way in cls.__dict__ for cls in foreign if cls is not object for way in ways):
        return False
    return all(cls.__basicsize__ <= _EMPTY_SIZE and not cls.__itemsize__ for cls in foreign)


def attributes(value: object, plan: Plan) -> tuple[dict[str, object] | None, dict[str, object] | None]:
    """Return an instance's own dict and its slots."""
    own = getattr(value, "__dict__", None)
    held = {}
    for name, slot in plan.slots.items():
        try:
            held[name] = slot.__get__(value)
        except AttributeError:
            continue
    return own or None, held or None


def content(value: Any, base: Any) -> object:
    """Return what a container of the code's own class holds, by the builtin's own methods."""
    if issubclass(base, dict):
        return list(base.items(value))
    if base in {set, frozenset, deque, list}:
        items = list(base.__iter__(value))
        return (items, deque.maxlen.__get__(value)) if base is deque else items
    if base is tuple:
        return tuple.__getitem__(value, slice(None))
    exact = {int: int.__int__, float: float.__float__, complex: complex.__complex__, str: str.__str__}.get(base)
    return exact(value) if exact else base.__getitem__(value, slice(None))


# --- classes --------------------------------------------------------------------------------------------


def what(cls: Any) -> str:
    """Return which kind of class statement, or function, made a class."""
    if issubclass(cls, Enum) and cls._member_map_:
        return "enum"
    if cls.__bases__ == (tuple,) and "_fields" in cls.__dict__:
        return "named"
    if cls.__bases__ == (dict,) and "__total__" in cls.__dict__:
        return "typed"
    return "class"


def skeleton(cls: Any) -> object:
    """Return what a class needs to be there at all, beside its name and its bases."""
    match what(cls):
        case "enum":
            return {name: member._value_ for name, member in cls._member_map_.items()}
        case "named":
            return cls._fields
        case "typed":
            return cls.__total__
    return cls.__dict__.get("__slots__")


def state(cls: Any, classes: Classes) -> dict[str, object]:
    """Return everything else of a class: its attributes, and what its decorators need."""
    kind = what(cls)
    made = {"enum": _ENUM, "named": _TUPLE}.get(kind, frozenset())
    members = cls._member_map_ if kind == "enum" else dict.fromkeys(getattr(cls, "_fields", ())) if made else {}
    recipe = classes.recipes.get(cls)
    held = {
        name: value
        for name, value in cls.__dict__.items()
        if name not in _MADE and not (name in made and not classes.wrote(value)) and name not in members
        if type(value) is not MemberDescriptorType and not _is_generated(name, value, classes)
    }
    if cls.__qualname__ != cls.__name__:
        held["__qualname__"] = cls.__qualname__  # it does not stand in the dict
    told: dict[str, object] = {"attributes": held}
    if recipe is not None:
        told["dataclass"] = (recipe, [_field(f) for f in _own_fields(cls)])
        for field in _own_fields(cls):
            held.pop(field.name, None)
    if any(_is_ordering(value) for value in cls.__dict__.values()):
        told["ordering"] = True
    for name in ("__orig_bases__", "__parameters__"):
        if name in cls.__dict__:
            told[name] = cls.__dict__[name]
    if kind == "enum":
        told["members"] = {name: extra for name, member in members.items() if (extra := _extra(member))}
    elif kind == "named" and cls._field_defaults:
        told["defaults"] = cls._field_defaults
    return told


def _is_generated(name: str, value: object, classes: Classes) -> bool:
    """Say whether a library wrote this function into the class; its decorator does so again."""
    if type(value) is classmethod or type(value) is staticmethod:
        value = value.__func__
    if type(value) is not FunctionType:
        return name == "__getattribute__"
    return is_dunder(name) and not classes.wrote(value)


def _is_ordering(value: object) -> bool:
    return (
        type(value) is FunctionType
        and value.__module__ == "functools"
        and value.__globals__ is vars(sys.modules["functools"])
    )


def _own_fields(cls: Any) -> list[Any]:
    known = cls.__dict__.get("__annotations__", {})  # noqa: RUF063 - as `dataclass` read them
    kinds = {"_FIELD", "_FIELD_INITVAR"}
    return [f for name, f in cls.__dataclass_fields__.items() if name in known and f._field_type.name in kinds]  # noqa: SLF001 - there is no other way to ask


_OPTIONS = ("default", "default_factory", "init", "repr", "hash", "compare", "metadata", "kw_only")


def _field(field: Any) -> tuple[str, dict[str, object]]:
    from dataclasses import MISSING  # noqa: PLC0415 - it is loaded where there is a field

    options = {name: getattr(field, name) for name in _OPTIONS}
    options["metadata"] = dict(options["metadata"])
    return field.name, {name: value for name, value in options.items() if value is not MISSING}


def _extra(member: Any) -> dict[str, object]:
    own = {"_value_", "_name_", "__objclass__", "_sort_order_", "_inverted_"}
    return {name: value for name, value in member.__dict__.items() if name not in own}
