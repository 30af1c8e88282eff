"""Find what a failing line looked into or called, by reading the line; no code of the guest runs."""

import ast
import sys
from itertools import islice
from types import FunctionType

from codenode.worker.places import Place
from codenode.worker.sources import Sources

_getattribute = object.__getattribute__
NOTHING = object()
MOST = 1_000


def searched_keys(place: Place, sources: Sources) -> list[str | int] | None:
    """Return the keys of the dict (or the columns of the table) that the failing expression looked into.

    None where the expression is another, or what it looks into cannot be found without running code.
    """
    match place.expression(sources.line(place.filename, place.line)):
        case ast.Subscript(value=holder) | ast.Call(func=ast.Attribute(value=holder, attr="pop")):
            return _keys(_found(holder, place))
    return None


def called_parameters(place: Place, sources: Sources) -> list[str] | None:
    """Return the names of the parameters of the plain function that the failing expression called."""
    match place.expression(sources.line(place.filename, place.line)):
        case ast.Call(func=ast.Name() | ast.Attribute() as called):
            function = _found(called, place)
            if type(function) is FunctionType:
                code = function.__code__
                return list(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
    return None


def _keys(value: object) -> list[str | int] | None:
    if type(value) is dict:
        return [key for key in islice(value, MOST) if type(key) in {str, int}]
    pandas = sys.modules.get("pandas")
    if pandas is not None and type(value) is getattr(pandas, "DataFrame", None):
        return [key for key in islice(value.columns, MOST) if type(key) in {str, int}]  # type: ignore[attr-defined] # its class is known
    return None


def _found(node: ast.expr, place: Place) -> object:
    """Follow names, items of plain containers and plain attributes of objects."""
    match node:
        case ast.Name(id=name):
            held = place.frame.f_locals
            return held[name] if name in held else place.frame.f_globals.get(name, NOTHING)
        case ast.Subscript(value=inner, slice=index):
            return _item(_found(inner, place), _index(index, place))
        case ast.Attribute(value=inner, attr=name):
            return _attribute(_found(inner, place), name)
    return NOTHING


def _index(node: ast.expr, place: Place) -> object:
    return node.value if isinstance(node, ast.Constant) else _found(node, place)


def _item(value: object, index: object) -> object:
    if type(index) not in {str, int}:
        return NOTHING  # hashing or comparing anything else could run code
    if type(value) is dict and all(type(key) in {str, int} for key in value):
        return value.get(index, NOTHING)
    if type(value) in {list, tuple} and type(index) is int and -len(value) <= index < len(value):  # type: ignore[arg-type]
        return value[index]  # type: ignore[index] # its exact type is known
    return NOTHING


def _attribute(value: object, name: str) -> object:
    try:
        held = _getattribute(value, "__dict__")
    except AttributeError:
        return NOTHING
    return held.get(name, NOTHING) if type(held) is dict else NOTHING
