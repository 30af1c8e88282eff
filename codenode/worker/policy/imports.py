"""Which modules may the code import, and what does it see of them?"""

# ruff: noqa: SIM905 - a table of names reads better as text

import builtins
import importlib
import warnings
from collections.abc import Callable, Iterable
from types import CodeType, FunctionType, ModuleType

from codenode.worker.policy import facades
from codenode.worker.policy.classes import Classes
from codenode.worker.policy.libraries import catalog
from codenode.worker.policy.outlets import Outlets
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


class Trust:
    """Entered while a library is imported: it may then do what the code may never do through it."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None = None, *_: object) -> None: ...


class Imports:
    """The import statement of one room.

    Args:
        extra: modules the caller allows beyond the safe standard library.
        warn: called once for each of those that nobody reviewed.
        outlets: the files and the screen that libraries use.
        trust: entered while a library is imported.

    Raises:
        ValueError: a module in `extra` breaks any policy.
    """

    def __init__(
        self,
        extra: Iterable[str],
        classes: Classes,
        maker: Maker,
        warn: Callable[[str], None],
        outlets: Outlets,
        trust: Trust,
    ) -> None:
        self._extra = frozenset(checked(name) for name in extra)
        self._classes = classes
        self._maker = maker
        self._outlets = outlets
        self._trust = trust
        self._made: dict[str, ModuleType] = {}
        self._tops: dict[str, ModuleType] = {}
        for name in sorted(self._extra):
            if name not in facades.NAMES and not catalog.is_reviewed(name):
                warn(f"module {name!r} is not reviewed: what it hands out is up to the caller")

    def load(
        self,
        name: str,
        globals: object = None,  # noqa: A002 - the names of `__import__`
        locals: object = None,  # noqa: A002 - the names of `__import__`
        fromlist: tuple[str, ...] | list[str] | None = (),
        level: int = 0,
    ) -> ModuleType | None:
        """Stand in for `__import__`."""
        if not fromlist and name in self._tops:
            return self._tops[name]
        if type(fromlist) is list:
            # A library's C code (`strptime`, numpy) imports through the builtins of the calling frame. It
            # passes a list, which no import statement does, and takes the module from `sys.modules`.
            importlib.import_module(name)
            return None
        if type(name) is not str or level or not self._knows(name):
            raise _refusal(name, self._extra)
        module = self._facade(name)
        top = self._tops[name] = self._linked(name, module)
        # The interpreter looks a missing name up among the real modules: it must never come to that.
        for wanted in fromlist or ():
            if not self._has(name, module, wanted):
                absent = ImportError(f"cannot import name {wanted!r} from {name!r}", name=name)
                absent.name_from = wanted  # type: ignore[attr-defined] # as Python 3.12 keeps it
                raise absent
        return module if fromlist else top

    @property
    def made(self) -> dict[str, ModuleType]:
        """The facades that were asked for so far, by name."""
        return self._made

    @property
    def imported(self) -> list[str]:
        """The modules that import statements named, in order."""
        return list(self._tops)

    def shown(self, name: str) -> ModuleType | None:
        """Return the facade of a module, None where it is not allowed here."""
        return self._facade(name) if self._knows(name) else None

    def _knows(self, name: str) -> bool:
        if name in facades.NAMES or name in self._extra or self._is_library(name):
            return True
        return any(extra.startswith(name + ".") for extra in self._extra)

    def _is_library(self, name: str) -> bool:
        """Say whether it is a reviewed module of a library the caller allowed."""
        if name.partition(".")[0] not in catalog.ROOTS or not catalog.is_reviewed(name):
            return False
        root = name.partition(".")[0]
        line = {name[:at] for at, letter in enumerate(name) if letter == "."} | {name, catalog.COMPANIONS.get(root)}
        return not line.isdisjoint(self._extra)

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
            made = self._made[name] = self._new(name)
            for child in facades.SUBMODULES.get(name, ()):
                setattr(made, child, self._facade(f"{name}.{child}"))
            self._maker.settle()
        return made

    def _new(self, name: str) -> ModuleType:
        if name in facades.NAMES:
            return self._reviewed(name)
        return self._library(name) if self._is_library(name) else self._generic(name)

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

    def _library(self, name: str) -> ModuleType:
        """Show a reviewed module of a library, and its sub-modules when they are asked for."""
        review = catalog.review_of(name)
        with self._trust:
            real = catalog.loaded(name)
            facade = _named_as(real, name, catalog.names_of(name))
            vars(facade).update(review.replacements(name, self._outlets))  # type: ignore[union-attr] # reviewed
        # Sub-modules come as attributes, too, but only when they are read: some take a second to import.
        vars(facade)["__getattr__"] = self._children(name, catalog.children_of(name))
        return facade

    def _children(self, name: str, paths: dict[str, str]) -> Callable[[str], ModuleType]:
        def __getattr__(child: str) -> ModuleType:  # noqa: N807 - a module's own hook
            path = paths.get(child)
            if path is None or not self._is_library(path):
                raise AttributeError(f"module {name!r} has no attribute {child!r} here", name=child)
            module = self._facade(path)
            setattr(self._facade(name), child, module)
            return module

        return __getattr__

    def _generic(self, name: str) -> ModuleType:
        """Show a module the caller brought: its public names, without what it borrowed elsewhere."""
        if name not in self._extra:
            return ModuleType(name)  # the parent of one that was asked for
        with self._trust, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            real = importlib.import_module(name)
            return _named_as(real, name, _public(real))


def _named_as(real: ModuleType, name: str, names: Iterable[str]) -> ModuleType:
    facade = ModuleType(name, real.__doc__)
    for public in names:
        if hasattr(real, public) and not _is_door(getattr(real, public)):
            setattr(facade, public, getattr(real, public))
    version = getattr(real, "__version__", None)
    if type(version) is str:
        facade.__version__ = version  # type: ignore[attr-defined] # a convention, not a rule
    return facade


def _public(real: ModuleType) -> list[str]:
    return [public for public in dir(real) if public not in facades.DROPPED and _is_public(real, public)]


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
    return not _is_door(value)


def _is_door(value: object) -> bool:
    """Say whether it is a module, a metaclass or a power, whatever its name."""
    is_metaclass = isinstance(value, type) and issubclass(value, type)
    return isinstance(value, ModuleType) or is_metaclass or id(value) in _NEVER


def checked(name: str) -> str:
    """Return the name of a module that a caller may allow.

    Raises:
        ValueError: it breaks any policy, or is a part of a library that its review left out.
    """
    parts = name.split(".")
    if not all(part.isidentifier() and part[:1] != "_" for part in parts):
        raise ValueError(f"{name!r} is not the name of a public module")
    if parts[0] in facades.FORBIDDEN and name not in facades.NAMES:
        raise ValueError(f"module {name!r} breaks any policy and cannot be allowed")
    if parts[0] in catalog.ROOTS and not catalog.is_reviewed(name):
        raise ValueError(f"module {name!r} is not among the reviewed parts of {parts[0]!r}; allow {parts[0]!r}")
    return name


def _refusal(name: object, extra: frozenset[str]) -> ModuleNotFoundError:
    allowed = ", ".join([*sorted(extra), _COMMON])
    # What CPython raises where a module is not there: code that has another way then takes it.
    return ModuleNotFoundError(f"import of {name!r} is not allowed here; allowed: {allowed}, ...", name=str(name))
