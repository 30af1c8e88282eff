"""How each type of object is written down: by its name, by what it is made of, or in its library's own way.

A rule returns what `__reduce_ex__` would: what makes the object again, with which arguments and which state.
"""

# ruff: noqa: ARG001 - rules have one signature

from collections import defaultdict
from copyreg import __newobj__  # type: ignore[attr-defined] # not in the stub
from types import (
    BuiltinFunctionType,
    CellType,
    FunctionType,
    MethodDescriptorType,
    MethodType,
    MethodWrapperType,
    ModuleType,
    WrapperDescriptorType,
)
from typing import Any

from codenode.worker.snapshot import making, shapes
from codenode.worker.snapshot.book import Book, Skeleton, State, Unkept
from codenode.worker.snapshot.making import Making
from codenode.worker.snapshot.names import is_maker
from codenode.worker.snapshot.shapes import FILLED, attributes, content

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from codenode.worker.snapshot.saving import Saver

    Rule = Callable[["Saver", Any], Any]


def rule_for(kind: type, book: Book) -> "Rule":
    """Return how the objects of a type are written down."""
    if issubclass(kind, type):
        return _class
    home = kind.__module__, kind.__qualname__
    if home in _OURS:
        return _OURS[home]
    if book.shapes.is_local(kind):
        # A class that the room gives the code, such as `SimpleNamespace`, has instances like the code's own.
        return _RULES_LOCAL[book.shapes.plan(kind).how]
    if kind.__qualname__ == "cython_function_or_method":
        return _compiled
    return _RULES.get(kind) or _BY_HOME.get(home) or _library


# --- by name --------------------------------------------------------------------------------------------


def _named(saver: "Saver", value: object) -> Any:
    name = saver.book.names.of(value)
    return None if name is None else (Making.named, name)


def _library(saver: "Saver", value: object) -> Any:
    """Save an object of a library: by its name, or in the library's own way."""
    return _named(saver, value) or NotImplemented


def _module(saver: "Saver", value: ModuleType) -> Any:
    name = saver.book.names.name_of_module(value)
    if name is None:
        raise Unkept(f"the module {value.__name__!r}")
    return Making.module, (name,)


def _native(saver: "Saver", value: Any) -> Any:
    """Save a function written in C: by its name, or as a method of its object."""
    named = _named(saver, value)
    if named or is_maker(value):
        return named or NotImplemented
    if isinstance(value.__self__, ModuleType | None):
        raise Unkept(f"the function {value.__name__!r}")
    return Making.method, (value.__self__, value.__name__)


def _method(saver: "Saver", value: MethodType) -> Any:
    named = _named(saver, value)
    if named:
        return named
    function = value.__func__
    if type(function) is FunctionType and function.__globals__ is saver.book.namespace:
        return Making.bound, (function, value.__self__)
    # The guarded `format` of a text has a name of ours.
    return Making.method, (value.__self__, value.__name__.removeprefix("safe_"))


def _compiled(saver: "Saver", value: Any) -> Any:
    if (named := _named(saver, value)) or is_maker(value):
        return named or NotImplemented
    raise Unkept(f"the function {value.__name__!r}")


def _of_object(saver: "Saver", value: Any) -> Any:
    return Making.method, (value.__self__, value.__name__)


def _of_class(saver: "Saver", value: Any) -> Any:
    return Making.method, (value.__objclass__, value.__name__)


# --- functions ------------------------------------------------------------------------------------------


def _function(saver: "Saver", value: FunctionType) -> Any:
    if value.__globals__ is saver.book.namespace:
        return _own_function(saver, value)
    if value.__globals__ is vars(making):
        return NotImplemented
    named = _named(saver, value)
    if named:
        return named
    if is_maker(value):
        return NotImplemented
    if (make := saver.book.classes.made_by(value)) is not None:
        return Making.decorated, ("new", make)
    if value.__module__ == "contextlib" or value.__globals__.get("__name__") == "contextlib":
        return _managed(value)
    raise Unkept(f"the function {str.__str__(value.__qualname__)[:80]!r}")


def _managed(value: FunctionType) -> Any:
    name = value.__code__.co_qualname.partition(".")[0]
    if name not in {"contextmanager", "asynccontextmanager"} or not hasattr(value, "__wrapped__"):
        raise Unkept(f"the function {str.__str__(value.__qualname__)[:80]!r}")
    return Making.decorated, (name, value.__wrapped__)


def _own_function(saver: "Saver", value: FunctionType) -> Any:
    place = saver.book.codes.place(value.__code__)
    if place is None:
        raise Unkept(f"the function {str.__str__(value.__qualname__)[:80]!r}, whose source is gone")
    saver.files[place[0]] = None
    cells = value.__closure__ or ()
    return Making.function, (*place, cells), _dress(value, cells) or None, None, None, Making.dress


def _dress(value: FunctionType, cells: tuple[CellType, ...]) -> dict[str, object]:
    """Return what a function has beside its code."""
    code = value.__code__
    told: dict[str, object] = {
        "__defaults__": value.__defaults__,
        "__kwdefaults__": value.__kwdefaults__,
        "__dict__": value.__dict__,
        "__annotations__": value.__annotations__,
        "__type_params__": getattr(value, "__type_params__", ()),
        "cells": [(cell, held) for cell in cells if (held := _held(cell))],
    }
    told = {name: held for name, held in told.items() if held}
    if value.__name__ != code.co_name:
        told["__name__"] = value.__name__
    if value.__qualname__ != code.co_qualname:
        told["__qualname__"] = value.__qualname__
    if value.__doc__ != _doc(code.co_consts):
        told["__doc__"] = value.__doc__
    return told


def _doc(consts: tuple[object, ...]) -> object:
    return consts[0] if consts and type(consts[0]) is str else None


def _held(cell: CellType) -> tuple[object, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # not filled yet
        return ()


def _cell(saver: "Saver", value: CellType) -> Any:
    return Making.cell, ()


def _wrapper(saver: "Saver", value: Any) -> Any:
    return Making.decorated, (type(value).__name__, value.__func__)


def _property(saver: "Saver", value: property) -> Any:
    return Making.decorated, ("property", value.fget, value.fset, value.fdel, value.__doc__)


def _cached_property(saver: "Saver", value: Any) -> Any:
    return Making.cached_property, (value.func, value.attrname)


def _lru_cache(saver: "Saver", value: Any) -> Any:
    given = value.cache_parameters()
    return Making.lru_cache, (value.__wrapped__, given["maxsize"], given["typed"])


# --- classes --------------------------------------------------------------------------------------------


def _class(saver: "Saver", value: type) -> Any:
    named = _named(saver, value)
    if named:
        return named
    if saver.book.shapes.is_local(value):
        number = saver.book.number(value)
        saver.classes[number] = None
        return Making.ref, (number,)
    if is_maker(value):
        return NotImplemented
    raise Unkept(f"the class {str.__str__(value.__qualname__)[:80]!r}")


def _skeleton(saver: "Saver", value: Skeleton) -> Any:
    cls, book = value.cls, saver.book
    told = (
        book.number(cls),
        shapes.what(cls),
        cls.__name__,
        cls.__bases__,
        shapes.skeleton(cls),
        cls in book.classes.own,
    )
    return Making.build, told


def _state(saver: "Saver", value: State) -> Any:
    told: dict[str, Any] = shapes.state(value.cls, saver.book.classes)
    for name in value.without:
        told["attributes"].pop(name, None)
    return Making.finish, (saver.book.number(value.cls), told)


# --- instances of the code's classes --------------------------------------------------------------------


def _plain_native(saver: "Saver", value: Any) -> Any:
    return __newobj__, (type(value),), value.__dict__ or None


def _plain(saver: "Saver", value: Any) -> Any:
    held = attributes(value, saver.book.shapes.plan(type(value)))
    return Making.new, (type(value),), held, None, None, Making.fill


def _builtin(saver: "Saver", value: Any) -> Any:
    plan = saver.book.shapes.plan(type(value))
    held, inside = attributes(value, plan), content(value, plan.base)
    if plan.base not in FILLED:
        return Making.new, (type(value), plan.base, inside), held, None, None, Making.fill
    factory = value.default_factory if plan.base is defaultdict else None
    return Making.new, (type(value), plan.base), (*held, inside, factory), None, None, Making.fill


def _error(saver: "Saver", value: Any) -> Any:
    plan = saver.book.shapes.plan(type(value))
    told = (BaseException.args.__get__(value), value.__cause__, value.__context__, value.__suppress_context__)  # type: ignore[attr-defined] # a getter
    made = (type(value), plan.base, told[0])
    return Making.new, made, (*attributes(value, plan), told[1:]), None, None, Making.fill


def _member(saver: "Saver", value: Any) -> Any:
    kind = type(value)
    if kind._member_map_.get(value._name_) is value:
        return Making.member, (kind, value._name_)
    return Making.member, (kind, None, value._value_)


# --- objects of the standard library that cannot say so themselves --------------------------------------


def _type_variable(saver: "Saver", value: Any) -> Any:
    named = _named(saver, value)
    if named:
        return named
    options = {"covariant": value.__covariant__, "contravariant": value.__contravariant__}
    bound = {} if value.__bound__ is None else {"bound": value.__bound__}
    told = {name: True for name, held in options.items() if held}
    return Making.type_variable, ("TypeVar", value.__name__, value.__constraints__, {**told, **bound})


def _type_parameter(saver: "Saver", value: Any) -> Any:
    return _named(saver, value) or (Making.type_variable, (type(value).__name__, value.__name__, (), {}))


def _new_type(saver: "Saver", value: Any) -> Any:
    return Making.named_call, ("typing", "NewType", (value.__name__, value.__supertype__))


def _zone(saver: "Saver", value: Any) -> Any:
    return Making.named_call, ("zoneinfo", "ZoneInfo", (value.key,))


def _struct(saver: "Saver", value: Any) -> Any:
    return Making.named_call, ("struct", "Struct", (value.format,))


def _array(saver: "Saver", value: Any) -> Any:
    return Making.named_call, ("array", "array", (value.typecode, value.tobytes()))


def _dispatch(saver: "Saver", value: Any) -> Any:
    register = value.register
    table = register.__closure__[register.__code__.co_freevars.index("table")].cell_contents
    return Making.dispatch, (type(value).__name__, list(table.items()))


def _unbound(saver: "Saver", value: Any) -> Any:
    """Save a lock or a queue of asyncio without the loop it was used in; nobody waits for it between actions."""
    held = {name: item for name, item in value.__dict__.items() if name != "_loop"}
    return __newobj__, (type(value),), held


_RULES: "dict[type, Rule]" = {
    FunctionType: _function,
    BuiltinFunctionType: _native,
    MethodType: _method,
    MethodWrapperType: _of_object,
    MethodDescriptorType: _of_class,
    WrapperDescriptorType: _of_class,
    ModuleType: _module,
    CellType: _cell,
    staticmethod: _wrapper,
    classmethod: _wrapper,
    property: _property,
    Skeleton: _skeleton,
    State: _state,
}
_BY_HOME: "dict[tuple[str, str], Rule]" = {
    ("functools", "_lru_cache_wrapper"): _lru_cache,
    ("functools", "cached_property"): _cached_property,
    ("typing", "TypeVar"): _type_variable,
    ("typing", "ParamSpec"): _type_parameter,
    ("typing", "TypeVarTuple"): _type_parameter,
    ("typing", "NewType"): _new_type,
    ("zoneinfo", "ZoneInfo"): _zone,
    ("_struct", "Struct"): _struct,
    **{("asyncio.locks", name): _unbound for name in ("Lock", "Event", "Condition", "Semaphore", "BoundedSemaphore")},
    **{("asyncio.queues", name): _unbound for name in ("Queue", "LifoQueue", "PriorityQueue")},
}
# Stand-ins of the room whose state is in closures.
_OURS: "dict[tuple[str, str], Rule]" = {
    ("array", "array"): _array,
    ("codenode.worker.policy.dispatch", "singledispatch"): _dispatch,
    ("codenode.worker.policy.dispatch", "singledispatchmethod"): _dispatch,
}
_RULES_LOCAL: "dict[str, Rule]" = {
    "native": _plain_native,
    "plain": _plain,
    "builtin": _builtin,
    "error": _error,
    "member": _member,
    "library": _library,
}
