"""Decide at run time about an attribute whose name alone does not settle it."""

from collections.abc import Callable
from types import FunctionType, MappingProxyType, MethodType, ModuleType

from codenode.worker.policy import advice
from codenode.worker.policy.classes import Classes, kind_of
from codenode.worker.policy.formatting import safe_format, safe_format_map
from codenode.worker.policy.names import (
    CLOCKS,
    CONSTRUCTORS,
    DISPATCH,
    GUARDED,
    INSPECT,
    LIBRARY,
    NAMEDTUPLE,
    READABLE,
    SENSITIVE,
    STORABLE,
    is_dunder,
)

_MISSING = object()
_FORMATS: dict[str, Callable[..., str]] = {"format": safe_format, "format_map": safe_format_map}
# Attributes of library objects that people set.
_WRITABLE = {
    "collections.defaultdict": {"default_factory"},
    "decimal.Context": {"prec", "rounding", "Emin", "Emax", "capitals", "clamp"},
    "numpy.ndarray": {"shape"},
}
_LABELS = {"columns", "index", "name", "names"}


class Guards:
    """The guards of one room.

    Args:
        classes: of the room.
        clock: returns the recorded form of a method that reads a clock, and anything else as it is.
    """

    def __init__(self, classes: Classes, clock: Callable[[object], object]) -> None:
        self._classes = classes
        self._clock = clock
        self._rules: dict[str, Callable[[object, str], object]] = {
            "__class__": _class,
            "__members__": _members,
            "__setattr__": self._setter,
            "__delattr__": self._deleter,
            "obj": _obj,
            **dict.fromkeys(CONSTRUCTORS, self._constructor),
            **dict.fromkeys(CLOCKS, self._timed),
            **dict.fromkeys(LIBRARY, _library),
            **dict.fromkeys(DISPATCH, _dispatch),
        }

    # --- loads ----------------------------------------------------------------------------------

    def read(self, value: object, name: str) -> object:
        """Load a guarded attribute."""
        return self._rules.get(name, self._by_result)(value, name)

    def private(self, value: object, name: str) -> object:
        """Load a name with a leading underscore: only what the code itself put there."""
        kind = type(value)
        if self._classes.owns(kind):
            return getattr(value, name)
        if self._may_read(value, kind, name):
            return getattr(value, name)
        raise AttributeError(f"{kind.__name__!r} object: the private attribute {name!r} is not accessible here")

    def _may_read(self, value: object, kind: type, name: str) -> bool:
        if kind is FunctionType:
            return self._classes.wrote(value) and name in value.__dict__
        line = _line_of(value, kind)
        if name in NAMEDTUPLE and tuple in line:
            return True
        holder = next((cls for cls in line if name in cls.__dict__), None)
        return holder is not None and self._classes.owns(holder)

    def load(self, value: object, name: str, /, *default: object) -> object:
        """Stand in for the builtin `getattr`."""
        if len(default) > 1:
            raise TypeError(f"getattr expected at most 3 arguments, got {len(default) + 2}")
        try:
            return self._load(value, _exact(name))
        except AttributeError:
            if default:
                return default[0]
            raise

    def _load(self, value: object, name: str) -> object:
        if name in GUARDED:
            return self.read(value, name)
        if name in INSPECT or (is_dunder(name) and name not in READABLE):
            raise AttributeError(f"the attribute {name!r} is not accessible here; {_instead(name)}")
        if name[:1] == "_" and name not in READABLE:
            return self.private(value, name)
        return getattr(value, name)

    def has(self, value: object, name: str, /) -> bool:
        """Stand in for the builtin `hasattr`; the answer alone is harmless."""
        return hasattr(value, _exact(name))

    def _by_result(self, value: object, name: str) -> object:
        """Give out what the code wrote itself, and plain data; these names are powers elsewhere."""
        if name in _FORMATS and type(value) is str:
            return MethodType(_FORMATS[name], value)
        if name in _FORMATS and value is str:
            return _FORMATS[name]
        if type(value) is ModuleType:
            return getattr(value, name)
        found = getattr(value, name)
        if not callable(found) or self._is_own(found) or self._holds(value, name):
            return found
        if name in _FORMATS and isinstance(value, str):
            return MethodType(_FORMATS[name], str.__str__(value))
        raise AttributeError(f"{type(value).__name__!r} object: {name!r} is not accessible here")

    def _timed(self, value: object, name: str) -> object:
        found = getattr(value, name)
        return found if self._is_own(found) else self._clock(found)

    def _is_own(self, found: object) -> bool:
        if isinstance(found, MethodType):
            found = found.__func__
        return self._classes.wrote(found) or self._classes.owns(type(found)) or self._is_own_class(found)

    def _holds(self, value: object, name: str) -> bool:
        """Say whether the code itself put this name into the object or its class."""
        kind = type(value)
        if self._classes.owns(kind) and name in getattr(value, "__dict__", ()):
            return True
        holder = next((cls for cls in _line_of(value, kind) if name in cls.__dict__), None)
        return holder is not None and self._classes.owns(holder)

    def _is_own_class(self, value: object) -> bool:
        return isinstance(value, type) and self._classes.owns(value)

    def _constructor(self, value: object, name: str) -> object:
        """Give out constructors of bases only, as `super().__init__` and `Base.__init__` need them."""
        # `Base.__init_subclass__()` would set up the base itself once more.
        named = isinstance(value, type) and name != "__init_subclass__" and self._classes.knows(value)
        if not named and not (type(value) is super and self._classes.owns(_bound_class(value))):
            raise AttributeError(f"{type(value).__name__!r} object: {name!r} is not accessible here; use super()")
        found = getattr(value, name)
        return self._maker(found) if name == "__new__" else found

    def _maker(self, make: Callable[..., object]) -> Callable[..., object]:
        def __new__(cls: type, /, *args: object, **kwargs: object) -> object:  # noqa: N807 - stands in for it
            if not self._is_own_class(cls):
                raise TypeError("__new__ makes instances of your own classes only")
            return make(cls, *args, **kwargs)

        return __new__

    # --- stores ---------------------------------------------------------------------------------

    def write(self, value: object, name: str) -> object:
        """Return the object if the code may set or delete this attribute of it."""
        kind = type(value)
        if name in CLOCKS and any(cls.__module__ == "datetime" for cls in _line_of(value, kind)):
            # `x.now += ...` loads natively before it stores.
            raise TypeError(f"cannot set attribute {name!r} of a date here; keep it under another name")
        if isinstance(value, type):
            if self._classes.owns(value) and self._may_store(value, name):
                return value
        elif self._classes.owns(kind) or self._classes.wrote(value) or _is_writable(value, kind, name):
            return value
        what = f"the class {value.__name__!r}" if isinstance(value, type) else f"{kind.__name__!r} objects"
        raise TypeError(f"cannot set attribute {name!r} of {what} here; keep it in a variable or a class of your own")

    def _may_store(self, cls: type, name: str) -> bool:
        # An augmented store loads first: the private name must not come from a library's class or metaclass.
        if name[:1] != "_":
            return True
        holder = next((base for base in cls.__mro__ if name in base.__dict__), None)
        return not hasattr(type(cls), name) and (holder is None or self._classes.owns(holder) or is_dunder(name))

    def own_self(self, value: object) -> bool:
        """Check a method's own first parameter, once, at its entry."""
        if self._classes.owns(type(value)):
            return True
        raise TypeError(
            f"a method of your class was called with a {type(value).__name__!r} object as its first argument"
        )

    def store(self, value: object, name: str, new: object, /) -> None:
        """Stand in for the builtin `setattr`."""
        if (is_dunder(_exact(name)) and name not in STORABLE) or name in INSPECT:
            raise AttributeError(f"the attribute {name!r} cannot be set here")
        setattr(self.write(value, name), name, new)

    def delete(self, value: object, name: str, /) -> None:
        """Stand in for the builtin `delattr`."""
        if is_dunder(_exact(name)) or name in INSPECT:
            raise AttributeError(f"the attribute {name!r} cannot be deleted here")
        delattr(self.write(value, name), name)

    def _setter(self, value: object, name: str) -> object:
        """Serve `object.__setattr__` and `super().__setattr__`, as frozen dataclasses write them."""
        return self._plain(value, name, self._raw_store)

    def _deleter(self, value: object, name: str) -> object:
        return self._plain(value, name, self._raw_delete)

    def _plain(self, value: object, name: str, act: Callable[..., None]) -> object:
        if value is object:
            return act
        if type(value) is super:
            return MethodType(act, _instance_of(value))
        raise AttributeError(f"{type(value).__name__!r} object: {name!r} is not accessible here; use setattr()")

    def _raw_store(self, value: object, name: str, new: object) -> None:
        if is_dunder(_exact(name)) or name in INSPECT or isinstance(value, type):
            raise AttributeError(f"the attribute {name!r} cannot be set here")
        object.__setattr__(self.write(value, name), name, new)

    def _raw_delete(self, value: object, name: str) -> None:
        if is_dunder(_exact(name)) or name in INSPECT or isinstance(value, type):
            raise AttributeError(f"the attribute {name!r} cannot be deleted here")
        object.__delattr__(self.write(value, name), name)

    # --- looking around -------------------------------------------------------------------------

    def variables(self, value: object = _MISSING, /) -> dict[str, object]:
        """Stand in for the builtin `vars`: a copy, without the names of the language."""
        if value is _MISSING:
            raise TypeError("vars() needs an object here; use the names directly")
        if not (self._classes.owns(type(value)) or self._is_own_class(value) or type(value) is ModuleType):
            raise TypeError(
                f"vars() works on objects of your own classes here, not on {type(value).__name__!r} objects"
            )
        if not hasattr(value, "__dict__"):
            raise TypeError("vars() argument must have __dict__ attribute")
        return {name: item for name, item in value.__dict__.items() if not is_dunder(name) and name not in INSPECT}


def list_names(value: object) -> list[str]:
    """Stand in for the builtin `dir`, without the names of the language."""
    return [name for name in dir(value) if not is_dunder(name)]


def _exact(name: object) -> str:
    # A subclass of str could answer one thing to the check and another to the attribute lookup.
    if type(name) is not str:
        raise TypeError(f"attribute name must be string, not {type(name).__name__!r}")
    return name


def _instead(name: str) -> str:
    return advice.DUNDERS.get(name, advice.DUNDER if is_dunder(name) else "leave it out")


def _line_of(value: object, kind: type) -> tuple[type, ...]:
    """Return the classes in which a lookup on the value finds its attributes, its metaclass left out."""
    if kind is super:
        line = _bound_class(value).__mro__
        return line[line.index(_start_class(value)) + 1 :]
    return value.__mro__ if isinstance(value, type) else kind.__mro__


def _start_class(value: object) -> type:
    return super.__thisclass__.__get__(value)  # type: ignore[attr-defined,no-any-return] # a member of `super`


def _bound_class(value: object) -> type:
    return super.__self_class__.__get__(value)  # type: ignore[attr-defined,no-any-return] # a member of `super`


def _instance_of(value: object) -> object:
    return super.__self__.__get__(value)  # type: ignore[attr-defined] # a member of `super`


def _is_writable(value: object, kind: type, name: str) -> bool:
    if isinstance(value, Exception) and kind.__module__ == "builtins":
        # Nothing stands in for `split` and `derive` of a group: `except*` trusts them.
        return not is_dunder(name) and not (isinstance(value, ExceptionGroup) and hasattr(ExceptionGroup, name))
    if _root(value) == "pandas":
        return name in _LABELS or _is_display_option(value, kind)
    return name in _WRITABLE.get(f"{kind.__module__}.{kind.__qualname__}", ())


def _is_display_option(value: object, kind: type) -> bool:
    # Options of other groups name modules to import.
    return kind.__name__ == "DictWrapper" and object.__getattribute__(value, "prefix") == "display"


def _class(value: object, _: str) -> object:
    return kind_of(value)


def _members(value: object, name: str) -> object:
    # Comparing the mapping proxy of an enum would hand its inner dict to the other side.
    return MappingProxyType(dict(getattr(value, name)))


def _obj(value: object, name: str) -> object:
    # The interpreter stores the object on which a library's lookup failed.
    if isinstance(value, AttributeError):
        raise AttributeError("'obj' of an AttributeError is not accessible here")  # noqa: TRY004 - as Python
    return getattr(value, name)


def _library(value: object, name: str) -> object:
    if name in _EXPRESSIONS and _root(value) == "pandas" and not isinstance(value, type):
        from codenode.worker.policy.libraries.pandas_queries import checked  # noqa: PLC0415 - pandas is there

        return checked(value, name)
    if _root(value) in {"numpy", "pandas", "zoneinfo"}:
        raise AttributeError(f"{name!r} of {_root(value)} objects is not accessible here{_ADVICE.get(name, '')}")
    return getattr(value, name)


_EXPRESSIONS = ("query", "eval")
_TEXT = "; to_csv() and to_json() without a path return text"
_ADVICE = dict.fromkeys(("to_parquet", "to_orc", "to_feather", "to_hdf", "to_sql", "to_pickle"), _TEXT)


def _root(value: object) -> str:
    kind = value if isinstance(value, type) else type(value)
    return str(kind.__module__).partition(".")[0]


def _dispatch(value: object, name: str) -> object:
    found = getattr(value, name)
    if _root(value) != "pandas":
        return found

    def checked(*args: object, **kwargs: object) -> object:
        # Of a pivot table only the function is one; the other strings are columns.
        named = [*args[3:4], kwargs.get("aggfunc")] if name == "pivot_table" else [*args, *kwargs.values()]
        check_strings(named)
        return found(*args, **kwargs)

    return checked


def check_strings(argument: object) -> None:
    """Refuse strings that name a method no source could name."""
    if isinstance(argument, str):
        text = str.__str__(argument)
        if text[:1] == "_" or text[:3] == "to_" or text in INSPECT or text in SENSITIVE:
            raise AttributeError(f"{text!r} cannot be applied by name here")
    elif isinstance(argument, dict):
        check_strings([*argument.keys(), *argument.values()])
    elif isinstance(argument, (list, tuple)):
        for item in argument:
            check_strings(item)
