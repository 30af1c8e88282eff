"""Say what to write instead after an error at run time."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType, ModuleType

from codenode.worker.policy import advice
from codenode.worker.policy.builtin_table import safe_builtins
from codenode.worker.policy.facades import NAMES

_MOST = 400
_LONG = 60  # characters of a key
_KEYS = 12
_NEAR = 5
_FEW = 25  # names of a module that are told at once
_WORD, _BEGIN = 3, 4  # letters of a name that is compared, and of a beginning that says something
_ALIASES = {"np": "numpy", "pd": "pandas"}


class Known:
    """What is known about the session when an error needs a hint.

    Args:
        names: that the failing line could have meant, the nearest first.
        modules: the caller's, beyond the safe standard library.
        lost: names of variables that went with an earlier worker, and what there is to say of each.
        keys: of the mapping in which a key was not found; None where nobody knows.
        parameters: of the function that was called; None where nobody knows.
    """

    __slots__ = ("keys", "lost", "modules", "names", "parameters")

    def __init__(
        self,
        names: Sequence[str] = (),
        modules: Sequence[str] = (),
        lost: Mapping[str, str] = MappingProxyType({}),
        keys: Sequence[str | int] | None = None,
        parameters: Sequence[str] | None = None,
    ) -> None:
        self.names = names
        self.modules = modules
        self.lost = lost
        self.keys = keys
        self.parameters = parameters


def hint_for(error: BaseException, known: Known) -> str:
    """Return one line in the imperative, or "" when nothing useful is known.

    Reads exact builtin types only: it never runs code of the objects an error carries.
    """
    kind = type(error)
    # Exact types: a subclass could answer for `name` and `args` with code of its own.
    if kind is NameError or kind is UnboundLocalError:
        return _name_hint(error.name, known)  # type: ignore[attr-defined] # narrowed by the exact type
    if kind is ImportError or kind is ModuleNotFoundError:
        return _import_hint(error.name, getattr(error, "name_from", None), known.modules)  # type: ignore[attr-defined] # narrowed by the exact type
    if kind is AttributeError:
        return _attribute_hint(error.name, error.obj)  # type: ignore[attr-defined] # narrowed by the exact type
    if kind is KeyError:
        return _key_hint(error.args, known.keys)
    if kind is RuntimeError:
        return _run_hint(error.args)
    return _type_hint(error.args, known.parameters) if kind is TypeError else ""


def _name_hint(name: object, known: Known) -> str:
    if type(name) is not str:
        return ""
    if name in known.lost:
        gone = ", ".join(lost for lost, told in known.lost.items() if not told)
        return known.lost[name] or f"the worker was replaced and earlier variables are gone ({gone}); define them again"
    if name in advice.BUILTINS:
        return advice.BUILTINS[name]
    return _forgotten(name, known.modules) or _did_you_mean(name, [*known.names, *safe_builtins()])


def _forgotten(name: str, modules: Sequence[str]) -> str:
    """Return the import that is missing, or what to use instead of a module that is not to be had."""
    if name in _ALIASES:
        module = _ALIASES[name]
        otherwise = "" if module in modules else f"; if that is refused, {advice.MODULES[module]}"
        return f"write `import {module} as {name}` first{otherwise}"
    if name in advice.MODULES and name not in modules:
        return advice.MODULES[name]
    return f"write `import {name}` first" if name in NAMES or name in modules else ""


def _parameters_hint(text: str, parameters: Sequence[str]) -> str:
    _, found, rest = text.partition("unexpected keyword argument '")
    if not found:
        return ""
    meant = _did_you_mean(rest.partition("'")[0], parameters)
    takes = f"it takes ({', '.join(parameters)})"
    return f"{meant} {takes}" if meant else takes


def _import_hint(name: object, wanted: object, modules: Sequence[str]) -> str:
    if type(name) is not str:
        return ""
    if type(wanted) is str and name in NAMES and (near := _nearest(wanted, NAMES[name].split(), name)):
        return near
    if name in modules or name in NAMES:
        return f"print dir({name}) to see what the module has"
    advised = advice.MODULES.get(name) or advice.MODULES.get(name.partition(".")[0])
    return advised or _did_you_mean(name, [*modules, *NAMES]) or "use the modules named in the message"


def _attribute_hint(name: object, holder: object) -> str:
    if type(name) is not str or holder is None:
        return ""
    if type(holder) is dict and any(type(key) is str and key == name for key in holder):
        return f"use [{name!r}]: it is a key, not an attribute"
    if type(holder) is ModuleType:
        return _module_hint(name, holder)
    if (kind := type(holder)) in advice.METHODS and name in advice.METHODS[kind]:
        return f"a plain {kind.__name__} has no {name!r}: use {advice.METHODS[kind][name]}"
    return _did_you_mean(name, [public for public in _class_names(type(holder)) if public[:1] != "_"])


def _module_hint(name: str, module: ModuleType) -> str:
    # The facade's own dict: looking a name up could load what a library loads lazily.
    held = vars(ModuleType)["__dict__"].__get__(module)
    names = [public for public in held if type(public) is str and public[:1] != "_"]
    title = held["__name__"]
    if near := _nearest(name, names, title):
        return near
    return f"{title} has {', '.join(names)}" if len(names) <= _FEW else f"print dir({title}) to see what the module has"


def _nearest(name: str, names: Sequence[str], module: str) -> str:
    close = _did_you_mean(name, names)
    near = [public for public in names if _akin(name.lower(), public.lower())][:_NEAR]
    return close or (f"{module} has {', '.join(near)}" if near else "")


def _akin(name: str, other: str) -> bool:
    """Say whether one name has the other's letters in their order, or begins as it does."""
    if len(other) < _WORD or len(name) < _WORD:
        return False
    letters = iter(name)
    return name in other or name[:_BEGIN] == other[:_BEGIN] or all(letter in letters for letter in other)


def _class_names(kind: type) -> Iterable[str]:
    # `dir()` of the object could run its own code; the dicts of its classes cannot.
    for cls in vars(type)["__mro__"].__get__(kind):
        yield from (name for name in vars(type)["__dict__"].__get__(cls) if type(name) is str)


def _key_hint(args: tuple[object, ...], keys: Sequence[str | int] | None) -> str:
    key = args[0] if args else None
    if keys is not None and type(key) in {str, int}:
        return _keys_hint(key, keys)
    if type(key) not in {str, int} or len(repr(key)) > _LONG:
        return ""
    return f"print the keys to see what is there, or use .get({key!r})"


def _keys_hint(key: object, keys: Sequence[str | int]) -> str:
    if not keys:
        return "there are no keys in it"
    shown = [text for text in map(repr, keys[: 2 * _KEYS]) if len(text) <= _LONG][:_KEYS]
    rest = ", ..." if len(shown) < len(keys) else ""
    close = (
        _closest(key, [name for name in keys if type(name) is str]) if type(key) is str and len(key) >= _WORD else ""
    )
    meant = f"did you mean {close!r}? " if close else ""
    return f"{meant}the keys are {', '.join(shown)}{rest}"


def _run_hint(args: tuple[object, ...]) -> str:
    text = args[0] if args else ""
    if type(text) is not str:
        return ""
    if "running event loop" in text or "already running" in text:
        return "write `await main()` at the top level" if text[:2] != "no" else "await it, or call it in `async def`"
    return "set or put what is waited for before you await it" if text[:8] == "deadlock" else ""


_TYPES = {
    "'coroutine' object": "await the call first",
    "'async_generator' object is not iterable": "use `async for`",
    "object is not callable": "look for a variable that has the name of a function, and rename it",
    "can only concatenate str": "convert with str() or use an f-string",
    "unsupported operand type(s) for +: 'int' and 'str'": "convert with str() or use an f-string",
    "JSON serializable": "convert it to dict, list, str or a number first",
}


def _type_hint(args: tuple[object, ...], parameters: Sequence[str] | None) -> str:
    text = args[0] if args else ""
    if type(text) is not str:
        return ""
    if parameters is not None and (hint := _parameters_hint(text, parameters)):
        return hint
    return next((hint for phrase, hint in _TYPES.items() if phrase in text), "")


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
