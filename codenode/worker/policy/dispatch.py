"""`functools.singledispatch` that reads types, never the text of an annotation."""

import functools
import types
import typing
from collections.abc import Callable
from typing import Any


class singledispatch:  # noqa: N801 - the name it stands in for
    """A function that picks its implementation by the type of the first argument."""

    # The table stays in closures: as an attribute it would be the code's to replace.
    def __init__(self, func: Callable[..., Any]) -> None:
        table: dict[type, Callable[..., Any]] = {object: func}

        def register(cls: Any, func: Callable[..., Any] | None = None) -> Any:
            """Add an implementation for a type; also as a decorator."""
            if func is None and not _is_kind(cls):
                return register(_annotated(cls), cls)
            if func is None:
                return lambda func: register(cls, func)
            for kind in typing.get_args(cls) if isinstance(cls, types.UnionType) else (cls,):
                if not isinstance(kind, type):
                    raise TypeError(f"register() needs a class, not {kind!r:.60}")
                table[kind] = func
            return func

        def dispatch(cls: type) -> Callable[..., Any]:
            """Return the implementation for a type."""
            found: Callable[..., Any] = functools._find_impl(cls, table)  # type: ignore[attr-defined] # noqa: SLF001
            return found

        self.register, self.dispatch = register, dispatch
        self.__name__ = str(getattr(func, "__name__", "singledispatch"))
        self.__doc__ = getattr(func, "__doc__", None)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: D102 - a call
        if not args:
            raise TypeError(f"{self.__name__} requires at least 1 positional argument")
        return self.dispatch(type(args[0]))(*args, **kwargs)

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else functools.partial(self, instance)


class singledispatchmethod:  # noqa: N801 - the name it stands in for
    """A method that picks its implementation by the type of its first argument."""

    def __init__(self, func: Any) -> None:
        inner = singledispatch(func)
        self.register, self.dispatch = inner.register, inner.dispatch

    def __get__(self, instance: object, owner: type | None = None) -> Callable[..., Any]:
        def method(*args: Any, **kwargs: Any) -> Any:
            if not args:
                raise TypeError("the method requires at least 1 positional argument")
            return self.dispatch(type(args[0])).__get__(instance, owner)(*args, **kwargs)

        return method


def _is_kind(cls: object) -> bool:
    return isinstance(cls, (type, types.UnionType))


def _annotated(func: Any) -> Any:
    """Return the annotation of a function's first parameter that has one."""
    annotations = [value for name, value in getattr(func, "__annotations__", {}).items() if name != "return"]
    if not annotations or not _is_kind(annotations[0]):
        raise TypeError("register() needs a class: write @f.register(int)")
    return annotations[0]
