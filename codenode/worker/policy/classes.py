"""Which classes did the code define, and what may they inherit from?"""

import builtins
from collections.abc import Callable, Iterable
from types import FunctionType, GenericAlias, MemberDescriptorType, resolve_bases
from typing import Generic

from codenode.worker.policy.names import is_dunder

# `Generic` is the base of every class with type parameters.
_BASES = (object, int, float, complex, str, bytes, bytearray, list, tuple, dict, set, frozenset, Generic)


class Classes:
    """The classes of one room.

    Args:
        namespace: the globals of the room; a function is the code's own if it has these.
    """

    def __init__(self, namespace: dict[str, object]) -> None:
        self._namespace = namespace
        self.own: set[type] = set()
        self.recipes: dict[type, dict[str, bool]] = {}
        """The options with which classes became data classes."""
        self._bases: set[object] = set(_BASES)
        self._makers: set[object] = set()

    def allow_bases(self, bases: Iterable[object]) -> None:
        """Let the code inherit from these."""
        self._bases.update(bases)

    def owns(self, cls: type) -> bool:
        """Say whether the code defined this class."""
        return cls in self.own or self._adopted(cls)

    def knows(self, cls: object) -> bool:
        """Say whether the code may inherit from it."""
        if isinstance(cls, type):
            known = cls in self._bases or self.owns(cls)
            return known or _is_plain_error(cls) or _is_named_tuple(cls)
        return type(cls) is FunctionType and cls in self._bases

    def wrote(self, value: object) -> bool:
        """Say whether this is a function of the code, or a descriptor made of one."""
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        elif isinstance(value, property):
            value = value.fget
        return type(value) is FunctionType and (value.__globals__ is self._namespace or value in self._makers)

    def maker(self, make: Callable[..., object]) -> FunctionType:
        """Decorate a `__new__` of the code: what it returns, libraries write to; it must be the code's own."""

        def __new__(*args: object, **kwargs: object) -> object:  # noqa: N807 - stands in for it
            made = make(*args, **kwargs)
            if not self.owns(type(made)):
                raise TypeError(
                    f"__new__ must return an object of your own class, not a {type(made).__name__!r} object"
                )
            return made

        self._makers.add(__new__)
        return __new__  # type: ignore[return-value] # a function is one

    def _adopted(self, cls: type) -> bool:
        # `__init_subclass__`, `__set_name__` and enum members run before `build` has the class in hand.
        # A class is the code's own if it inherits from such a class or holds a function of the code.
        inherits = any(base in self.own for base in cls.__mro__[1:])
        if inherits or any(map(self.wrote, list(cls.__dict__.values()))):
            self.own.add(cls)
            return True
        return False

    def made_by(self, value: object) -> Callable[..., object] | None:
        """Return the function of the code behind a decorated `__new__`, None for anything else."""
        if type(value) is not FunctionType or value not in self._makers or not value.__closure__:
            return None
        names = value.__code__.co_freevars
        found: Callable[..., object] = value.__closure__[names.index("make")].cell_contents
        return found

    def build(self, body: object, name: str, /, *bases: object, **keywords: object) -> object:
        """Stand in for `__build_class__`: check what the class inherits from, then register it."""
        for base in bases:
            self._check_base(base)
        for keyword in keywords:
            if keyword == "metaclass" or keyword[:1] == "_":
                raise TypeError(f"the class keyword {keyword!r} is not allowed here")
        cls = builtins.__build_class__(body, name, *bases, **keywords)  # type: ignore[arg-type] # the code object's own
        if isinstance(cls, type):
            self._check_slots(cls)
            self.own.add(cls)
        return cls

    def _check_base(self, base: object) -> None:
        if self.knows(base):
            return
        # Only aliases such as `Generic[T]` or `list[int]` resolve to something else.
        resolved = () if isinstance(base, (type, FunctionType)) else resolve_bases((base,))
        if not resolved or not all(item is not base and self.knows(item) for item in resolved):
            raise TypeError(
                f"cannot inherit from {_name(base)} here; inherit from a builtin type or a class of your own"
            )

    def _check_slots(self, cls: type) -> None:
        for name, value in cls.__dict__.items():
            if type(value) is MemberDescriptorType and is_dunder(name):
                raise TypeError(f"the slot {name!r} is not allowed here")
        slots = cls.__dict__.get("__slots__")
        if slots is not None and type(slots) is not str:
            # `copy` reads the slots anew each time: they must stay what they were.
            type.__setattr__(cls, "__slots__", tuple(map(_slot, slots)))


def _is_plain_error(cls: type) -> bool:
    # `except*` trusts what `split` of a group returns, up to Python 3.13.1 with its memory (CVE-2025-22153).
    return issubclass(cls, Exception) and not issubclass(cls, ExceptionGroup)


def _is_named_tuple(cls: type) -> bool:
    return cls.__bases__ == (tuple,) and "_fields" in cls.__dict__


def _slot(name: object) -> str:
    if type(name) is not str:
        raise TypeError("__slots__ must hold plain strings")
    return name


def _name(base: object) -> str:
    return repr(base.__name__) if isinstance(base, type) else f"a {type(base).__name__!r} object"


class _Kind(type):
    """Make `type` usable as a function of one argument and in `isinstance`, and as nothing else."""

    def __call__(cls, *values: object) -> type:
        if len(values) != 1:
            raise TypeError(f"type() takes 1 argument here, not {len(values)}; write a class statement instead")
        return kind_of(values[0])

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, type)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, type)

    def __repr__(cls) -> str:
        return "<class 'type'>"


class Kind(metaclass=_Kind):
    """Return the type of an object."""

    def __class_getitem__(cls, item: object) -> GenericAlias:
        return GenericAlias(cls, item)


Kind.__name__ = Kind.__qualname__ = "type"
Kind.__module__ = "builtins"


def kind_of(value: object) -> type:
    """Return an object's type, never a metaclass."""
    kind = type(value)
    return Kind if issubclass(kind, type) else kind
