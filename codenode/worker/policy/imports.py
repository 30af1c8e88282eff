"""Which modules may the code import, and what does it see of them?"""

# ruff: noqa: SIM905 - a table of names reads better as text

import builtins
import importlib
import warnings
from collections.abc import Callable, Iterable
from types import CodeType, FunctionType, ModuleType

from codenode.worker.policy import facades
from codenode.worker.policy.classes import Classes
from codenode.worker.policy.shims import Maker

_COMMON = "collections, csv, datetime, functools, itertools, json, math, random, re, statistics, typing"
_NEVER = frozenset(
    id(getattr(builtins, name))
    for name in """
    exec eval compile open input globals locals vars dir getattr setattr delattr hasattr __import__
    __build_class__ breakpoint type print BaseException KeyboardInterrupt SystemExit GeneratorExit
    BaseExceptionGroup
    """.split()
) | {id(FunctionType), id(CodeType), id(ModuleType)}


class Imports:
    """The import statement of one room.

    Args:
        extra: modules the caller allows beyond the safe standard library.
        warn: called once for each of those, when it is first imported.

    Raises:
        ValueError: a module in `extra` breaks any policy.
    """

    def __init__(self, extra: Iterable[str], classes: Classes, maker: Maker, warn: Callable[[str], None]) -> None:
        self._extra = frozenset(_checked(name) for name in extra)
        self._classes = classes
        self._maker = maker
        self._warn = warn
        self._made: dict[str, ModuleType] = {}

    def load(
        self,
        name: str,
        globals: object = None,  # noqa: A002 - the names of `__import__`
        locals: object = None,  # noqa: A002 - the names of `__import__`
        fromlist: tuple[str, ...] | list[str] | None = (),
        level: int = 0,
    ) -> ModuleType | None:
        """Stand in for `__import__`."""
        if type(fromlist) is list:
            # A library's C code (`strptime`, numpy) imports through the builtins of the calling frame. It
            # passes a list, which no import statement does, and takes the module from `sys.modules`.
            importlib.import_module(name)
            return None
        if type(name) is not str or level or not self._knows(name):
            raise _refusal(name, self._extra)
        module = self._facade(name)
        top = self._linked(name, module)
        # The interpreter looks a missing name up among the real modules: it must never come to that.
        for wanted in fromlist or ():
            if not self._has(name, module, wanted):
                absent = ImportError(f"cannot import name {wanted!r} from {name!r}", name=name)
                absent.name_from = wanted  # type: ignore[attr-defined] # as Python 3.12 keeps it
                raise absent
        return module if fromlist else top

    def _knows(self, name: str) -> bool:
        if name in facades.NAMES or name in self._extra:
            return True
        parent, _, child = name.rpartition(".")
        listed = child in facades.SUBMODULES.get(parent, ()) and parent in self._extra
        return listed or any(extra.startswith(name + ".") for extra in self._extra)

    def _has(self, name: str, module: ModuleType, wanted: str) -> bool:
        if not hasattr(module, wanted) and self._knows(f"{name}.{wanted}"):
            self._linked(f"{name}.{wanted}", self._facade(f"{name}.{wanted}"))
        return hasattr(module, wanted)

    def _linked(self, name: str, module: ModuleType) -> ModuleType:
        """Hang a sub-module onto its parents; return the top one."""
        while "." in name:
            name, _, child = name.rpartition(".")
            parent = self._facade(name)
            setattr(parent, child, module)
            module = parent
        return module

    def _facade(self, name: str) -> ModuleType:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._reviewed(name) if name in facades.NAMES else self._generic(name)
            for child in facades.SUBMODULES.get(name, ()):
                setattr(made, child, self._facade(f"{name}.{child}"))
            self._maker.settle()
        return made

    def _reviewed(self, name: str) -> ModuleType:
        real = importlib.import_module(name)
        facade = ModuleType(name, real.__doc__)
        for public in facades.NAMES[name].split():
            if hasattr(real, public):
                setattr(facade, public, getattr(real, public))
        self._allow_bases(name, real)
        for public, value in self._maker.replacements(name.replace(".", "_")).items():
            setattr(facade, public, value)
        return facade

    def _allow_bases(self, name: str, real: ModuleType) -> None:
        self._classes.allow_bases(
            getattr(real, base) for base in facades.BASES.get(name, "").split() if hasattr(real, base)
        )
        if name == "typing":
            self._facade("collections.abc")

    def _generic(self, name: str) -> ModuleType:
        """Show a module the caller brought: its public names, without what it borrowed elsewhere."""
        if name not in self._extra and any(extra.startswith(name + ".") for extra in self._extra):
            return ModuleType(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            real = importlib.import_module(name)
            facade = ModuleType(name, real.__doc__)
            for public in _public(real, name):
                setattr(facade, public, getattr(real, public))
        version = getattr(real, "__version__", None)
        if type(version) is str:
            facade.__version__ = version  # type: ignore[attr-defined] # a convention, not a rule
        if name in self._extra:
            self._warn(f"module {name!r} is not reviewed: what it hands out is up to the caller")
        return facade


def _public(real: ModuleType, name: str) -> list[str]:
    root = name.partition(".")[0]
    dropped = set(f"{facades.DROPPED['']} {facades.DROPPED.get(root, '')}".split())
    return [public for public in dir(real) if public not in dropped and _is_public(real, public)]


def _is_public(real: ModuleType, name: str) -> bool:
    if name.startswith("_"):
        return False
    try:
        value = getattr(real, name)
    except Exception:  # noqa: BLE001 - a lazy attribute that cannot be had is not shown
        return False
    home = getattr(value, "__module__", None)
    if callable(value) and type(home) is str and home.partition(".")[0] in facades.FORBIDDEN:
        return False
    is_metaclass = isinstance(value, type) and issubclass(value, type)
    return not isinstance(value, ModuleType) and not is_metaclass and id(value) not in _NEVER


def _checked(name: str) -> str:
    parts = name.split(".")
    if not all(part.isidentifier() and part[:1] != "_" for part in parts):
        raise ValueError(f"{name!r} is not the name of a public module")
    if parts[0] in facades.FORBIDDEN and name not in facades.NAMES:
        raise ValueError(f"module {name!r} breaks any policy and cannot be allowed")
    return name


def _refusal(name: object, extra: frozenset[str]) -> ModuleNotFoundError:
    allowed = ", ".join([*sorted(extra), _COMMON])
    # What CPython raises where a module is not there: code that has another way then takes it.
    return ModuleNotFoundError(f"import of {name!r} is not allowed here; allowed: {allowed}, ...", name=str(name))
