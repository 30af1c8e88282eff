"""Say what to write instead after an error at run time."""

from collections.abc import Iterable, Sequence
from types import ModuleType

from codenode.worker.policy import advice
from codenode.worker.policy.builtin_table import safe_builtins
from codenode.worker.policy.facades import NAMES

_MOST = 400
_ALIASES = {"np": "numpy", "pd": "pandas"}


def hint_for(error: BaseException, room_names: Sequence[str]) -> str:
    """Return one line in the imperative, or "" when nothing useful is known.

    Reads exact builtin types only: it never runs code of the objects an error carries.
    """
    kind = type(error)
    # Exact types: a subclass could answer for `name` and `args` with code of its own.
    if kind is NameError or kind is UnboundLocalError:
        return _name_hint(error.name, room_names)  # type: ignore[attr-defined] # narrowed by the exact type
    if kind is ImportError or kind is ModuleNotFoundError:
        return _import_hint(error.name)  # type: ignore[attr-defined] # narrowed by the exact type
    if kind is AttributeError:
        return _attribute_hint(error.name, error.obj)  # type: ignore[attr-defined] # narrowed by the exact type
    if kind is KeyError:
        return _key_hint(error.args)
    return _type_hint(error.args) if kind is TypeError else ""


def _name_hint(name: object, room_names: Sequence[str]) -> str:
    if type(name) is not str:
        return ""
    if name in advice.BUILTINS:
        return advice.BUILTINS[name]
    if name in _ALIASES:
        module = _ALIASES[name]
        return f"write `import {module} as {name}` first; if that is refused, {advice.MODULES[module]}"
    if name in advice.MODULES:
        return advice.MODULES[name]
    if name in NAMES:
        return f"write `import {name}` first"
    return _did_you_mean(name, [*room_names, *safe_builtins()])


def _import_hint(name: object) -> str:
    if type(name) is not str:
        return ""
    known = advice.MODULES.get(name) or advice.MODULES.get(name.partition(".")[0])
    if known or name in NAMES:
        return known or f"print dir({name}) to see what the module has"
    return _did_you_mean(name, NAMES) or "use the standard library modules named in the message"


def _attribute_hint(name: object, holder: object) -> str:
    if type(name) is not str or holder is None:
        return ""
    if type(holder) is dict and any(type(key) is str and key == name for key in holder):
        return f"use [{name!r}]: it is a key, not an attribute"
    if type(holder) is ModuleType:
        return _did_you_mean(name, vars(ModuleType)["__dict__"].__get__(holder))
    return _did_you_mean(name, [public for public in _class_names(type(holder)) if public[:1] != "_"])


def _class_names(kind: type) -> Iterable[str]:
    # `dir()` of the object could run its own code; the dicts of its classes cannot.
    for cls in vars(type)["__mro__"].__get__(kind):
        yield from (name for name in vars(type)["__dict__"].__get__(cls) if type(name) is str)


def _key_hint(args: tuple[object, ...]) -> str:
    key = args[0] if args else None
    if type(key) not in {str, int} or len(repr(key)) > 60:
        return ""
    return f"print the keys to see what is there, or use .get({key!r})"


def _type_hint(args: tuple[object, ...]) -> str:
    text = args[0] if args else ""
    if type(text) is not str:
        return ""
    if text.endswith("object is not callable"):
        return "look for a variable that has the name of a function, and rename it"
    if "can only concatenate str" in text or "unsupported operand type(s) for +: 'int' and 'str'" in text:
        return "convert with str() or use an f-string"
    if "JSON serializable" in text:
        return "convert it to dict, list, str or a number first"
    return ""


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = _closest(name, known)
    return f"did you mean {close!r}?" if close else ""


def _closest(name: str, known: Iterable[str]) -> str:
    """Return the nearest name; `difflib` would cost more to import than the hint is worth."""
    limit = max(1, len(name) // 3)
    best = min(((_distance(name, other, limit), other) for other in _some(known) if type(other) is str), default=None)
    return best[1] if best is not None and best[0] <= limit and best[1] != name else ""


def _some(known: Iterable[str]) -> Iterable[str]:
    return (name for _, name in zip(range(_MOST), dict.fromkeys(known), strict=False))


def _distance(left: str, right: str, limit: int) -> int:
    """Count the edits between two names; anything beyond the limit is far."""
    if sorted(left) == sorted(right):
        return 1
    if abs(len(left) - len(right)) > limit or len(right) > 80:
        return limit + 1
    row = list(range(len(right) + 1))
    for number, letter in enumerate(left, 1):
        row = _next_row(row, number, letter, right)
    return row[-1]


def _next_row(row: list[int], number: int, letter: str, right: str) -> list[int]:
    new = [number]
    for place, other in enumerate(right):
        new.append(min(row[place] + (letter.lower() != other.lower()), row[place + 1] + 1, new[place] + 1))
    return new
