"""Our own versions of library functions that would take names or attributes as data."""

import enum
import functools
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from codenode.worker.policy.classes import Classes, Kind
from codenode.worker.policy.guards import Guards
from codenode.worker.policy.names import is_dunder
from codenode.worker.policy.steady import Steady

Shims = dict[str, object]


class Maker:
    """Makes the replacements for one room.

    Args:
        show: the room's `print`.
        steady: makes those that draw or read a clock.
        awaiting: makes what asyncio's facade gets from the room.
    """

    def __init__(
        self,
        classes: Classes,
        guards: Guards,
        show: Callable[[str], None],
        steady: Steady,
        awaiting: Callable[[], dict[str, object]],
    ) -> None:
        self._classes = classes
        self._guards = guards
        self._show = show
        self._steady = steady
        self.settle = steady.settle
        self._awaiting = awaiting

    def replacements(self, module: str) -> Shims:
        """Return the names that a facade gets from us."""
        make = getattr(self, "_" + module, None)
        return make() if make is not None else self._steady.replacements(module)

    def _asyncio(self) -> Shims:
        return self._awaiting()

    def _functools(self) -> Shims:
        def update_wrapper(wrapper: object, wrapped: object) -> object:
            if self._classes.wrote(wrapper):
                _dress(wrapper, wrapped, private=self._classes.wrote(wrapped))
            return wrapper

        def wraps(wrapped: object) -> Callable[[object], object]:
            return lambda wrapper: update_wrapper(wrapper, wrapped)

        def total_ordering(cls: object) -> type:
            if not isinstance(cls, type) or not self._classes.owns(cls):
                raise TypeError("total_ordering needs a class of your own")
            return functools.total_ordering(cls)

        from codenode.worker.policy import dispatch  # noqa: PLC0415 - only when the code asks for it

        self._classes.own.update((dispatch.singledispatch, dispatch.singledispatchmethod))
        return {
            "update_wrapper": update_wrapper,
            "wraps": wraps,
            "total_ordering": total_ordering,
            "singledispatch": dispatch.singledispatch,
            "singledispatchmethod": dispatch.singledispatchmethod,
        }

    def _array(self) -> Shims:
        from codenode.worker.policy.arrays import array, typecodes  # noqa: PLC0415 - only when the code asks for it

        return {"array": array, "ArrayType": array, "typecodes": typecodes}

    def _calendar(self) -> Shims:
        import calendar  # noqa: PLC0415 - only when the code asks for it

        def prmonth(theyear: int, themonth: int, w: int = 0, l: int = 0) -> None:  # noqa: E741 - the original's
            self._show(calendar.month(theyear, themonth, w, l).rstrip("\n"))

        def prcal(theyear: int, *layout: int) -> None:
            self._show(calendar.calendar(theyear, *layout).rstrip("\n"))

        return {"prmonth": prmonth, "prcal": prcal}

    def _copy(self) -> Shims:
        import copy  # noqa: PLC0415 - only when the code asks for it

        def deepcopy(x: object) -> object:
            # No `memo`: whoever fills it decides what `copy` writes to, and under which names.
            return copy.deepcopy(x)

        return {"deepcopy": deepcopy}

    def _operator(self) -> Shims:
        load = self._guards.load

        def attrgetter(*paths: str) -> Callable[[object], object]:
            getters = [_path_getter(load, path) for path in paths]
            if not getters:
                raise TypeError("attrgetter expected 1 argument, got 0")
            return getters[0] if len(getters) == 1 else lambda value: tuple(get(value) for get in getters)

        def methodcaller(name: str, /, *args: object, **kwargs: object) -> Callable[[object], object]:
            return lambda value: load(value, name)(*args, **kwargs)  # type: ignore[operator] # as in Python

        return {"attrgetter": attrgetter, "methodcaller": methodcaller}

    def _dataclasses(self) -> Shims:
        import dataclasses  # noqa: PLC0415 - costs milliseconds, and only when the code asks for it

        def made(cls: object, options: dict[str, bool]) -> type:
            if not isinstance(cls, type) or not self._classes.owns(cls):
                raise TypeError("dataclass needs a class of your own")
            _check_fields(cls, dataclasses.Field)
            _resolve_markers(cls, {"KW_ONLY": dataclasses.KW_ONLY, "InitVar": dataclasses.InitVar[object]})
            result: type = dataclasses.dataclass(**options)(cls)
            self._classes.own.add(result)
            self._classes.recipes[result] = options
            return result

        def dataclass(cls: object = None, /, **options: bool) -> object:
            return made(cls, options) if cls is not None else lambda cls: made(cls, options)

        return {"dataclass": dataclass}

    def _collections(self) -> Shims:
        import collections  # noqa: PLC0415 - only when the code asks for it

        def namedtuple(typename: str, field_names: Any, *, rename: bool = False, defaults: Any = None) -> type:
            # `module` is left out: libraries look modules up by that name.
            return collections.namedtuple(  # noqa: PYI024 - the code's own fields
                typename, field_names, rename=rename, defaults=defaults, module="__main__"
            )

        return {"namedtuple": namedtuple}

    def _enum(self) -> Shims:
        classes = _enum_classes()
        self._classes.allow_bases(classes.values())
        return dict(classes)

    def _typing(self) -> Shims:
        def get_origin(tp: object) -> object:
            origin = typing.get_origin(tp)
            return Kind if origin is type else origin

        # `typing.Type` would give out the real `type`.
        return {"Type": Kind, "get_origin": get_origin}

    def _types(self) -> Shims:
        self._classes.own.add(SimpleNamespace)
        return {"SimpleNamespace": SimpleNamespace, **{name: _checker(name) for name in _CHECKED}}

    def _pprint(self) -> Shims:
        import pprint  # noqa: PLC0415 - only when the code asks for it

        def show(value: object, *_: object, **options: object) -> None:
            options.pop("stream", None)
            self._show(pprint.pformat(value, **options))  # type: ignore[arg-type] # the code's own options

        def show_in_order(value: object, *rest: object, sort_dicts: bool = False, **options: object) -> None:
            show(value, *rest, sort_dicts=sort_dicts, **options)

        class PrettyPrinter:
            def __init__(self, indent: int = 1, width: int = 80, depth: int | None = None, **options: object) -> None:
                options.pop("stream", None)
                self._options: dict[str, Any] = {"indent": indent, "width": width, "depth": depth, **options}

            def pformat(self, object: object) -> str:  # noqa: A002 - as the original
                return pprint.pformat(object, **self._options)

            def pprint(self, object: object) -> None:  # noqa: A002 - as the original
                show(object, **self._options)

        return {"pprint": show, "pp": show_in_order, "PrettyPrinter": PrettyPrinter}


# Types that one asks `isinstance` about; the real ones build functions and modules.
_CHECKED = ("FunctionType", "LambdaType", "MethodType", "BuiltinFunctionType", "BuiltinMethodType", "ModuleType")


def _checker(name: str) -> type:
    """Return a class that answers `isinstance` for a type, and makes nothing."""
    real = getattr(types, name)

    class Checker(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, real)

        def __call__(cls, *_: object, **__: object) -> None:
            raise TypeError(f"types.{name} makes nothing here; write a def or a lambda")

    return Checker(name, (), {"__module__": "types"})


def _dress(wrapper: object, wrapped: object, *, private: bool) -> None:
    """Copy what describes a function, and its attributes, never by names the code chooses."""
    for name in ("__name__", "__qualname__", "__doc__"):
        text = getattr(wrapped, name, None)
        if type(text) is str:
            setattr(wrapper, name, text)
    attributes = getattr(wrapped, "__dict__", None)
    if type(attributes) is dict:
        for name, value in attributes.items():
            if type(name) is str and not is_dunder(name) and (private or name[:1] != "_"):
                setattr(wrapper, name, value)


def _path_getter(load: Callable[..., object], path: str) -> Callable[[object], object]:
    if type(path) is not str:
        raise TypeError("attribute name must be a string")

    def get(value: object) -> object:
        for name in path.split("."):
            value = load(value, name)
        return value

    return get


def _check_fields(cls: type, field: type) -> None:
    """Refuse what would become text in the code that the library generates."""
    if getattr(cls, "_is_protocol", False):
        raise TypeError("a Protocol cannot be a dataclass here")
    for name in _own_annotations(cls):
        if type(name) is not str or not name.isidentifier() or is_dunder(name):
            raise TypeError(f"{name!r} cannot be the name of a field")
        default = cls.__dict__.get(name)
        if isinstance(default, field) and type(default) is not field:
            raise TypeError(f"the field {name!r} must be made by dataclasses.field()")


def _own_annotations(cls: type) -> dict[str, object]:
    # As `dataclass` reads them: what follows looks at the very dict it will use.
    return cls.__dict__.get("__annotations__", {})  # type: ignore[no-any-return] # noqa: RUF063


def _resolve_markers(cls: type, markers: dict[str, object]) -> None:
    """Resolve what the library would look up in the wrong module when annotations are text."""
    annotations = _own_annotations(cls)
    for name, annotation in annotations.items():
        if type(annotation) is str:
            word = annotation.partition("[")[0].rpartition(".")[2]
            annotations[name] = {**markers, "ClassVar": typing.ClassVar}.get(word, annotation)


def _enum_classes() -> dict[str, type]:
    """Return enum classes whose functional form takes plain public names only."""

    class RoomEnumType(enum.EnumType):
        def __call__(cls, value: Any, *args: Any, **options: Any) -> Any:
            if cls._member_map_ or not (args or options):
                return super().__call__(value, *args)
            return super().__call__(value, **_functional(*args, **options))

    def made(name: str) -> type:
        return types.new_class(name, (getattr(enum, name),), {"metaclass": RoomEnumType}, _enum_body)

    return {name: made(name) for name in ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")}


def _enum_body(body: dict[str, object]) -> None:
    body["__module__"] = "enum"


def _functional(names: Any, *, start: int = 1) -> dict[str, Any]:
    """Check the arguments of `Enum("Color", ...)`: any other name would reach into the class."""
    if isinstance(names, str):
        names = str.__str__(names).replace(",", " ").split()
    items = list(names.items() if isinstance(names, Mapping) else names)
    # A text of the code's own class would stay in the enum, and its methods run in the kernel.
    items = [str.__str__(item) if isinstance(item, str) else tuple(item) for item in items]
    for item in items:
        name = item if isinstance(item, str) else item[0]
        if type(name) is not str or not name.isidentifier() or name[:1] == "_":
            raise ValueError(f"{name!r} cannot be the name of an enum member")
    return {"names": items, "start": start, "module": "__main__"}


class SimpleNamespace:
    """An object with the attributes it is given."""

    # Not a subclass of the original, whose constructor takes any name: a dunder in an instance takes effect
    # where a library looks it up there, as `copy` does.
    def __init__(self, /, **attributes: object) -> None:
        for name in attributes:
            if is_dunder(name):
                raise TypeError(f"{name!r} cannot be an attribute here")
        self.__dict__.update(attributes)

    def __repr__(self) -> str:
        return f"namespace({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SimpleNamespace) and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment] # as the original


SimpleNamespace.__module__ = "types"
