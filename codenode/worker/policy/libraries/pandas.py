"""Pandas reads the session's files by their names; its options stay its own."""

from collections.abc import Callable
from typing import Any

from codenode.worker.policy.guards import check_strings
from codenode.worker.policy.outlets import Outlets

READERS = ("read_csv", "read_table", "read_fwf", "read_json", "read_excel", "read_parquet", "read_stata")
PACKED = {".gz": "gzip", ".bz2": "bz2", ".zip": "zip", ".xz": "xz"}
# `plotting.backend` and the engines of `io` name modules to import.
OPTIONS = ("display.", "mode.", "styler.", "compute.", "future.")
AGGREGATE = {"pivot_table": 4, "crosstab": 5}


def after() -> None:
    """Take away a class that makes classes: `dtype.type` of a categorical column is one."""
    from pandas.core.dtypes.dtypes import CategoricalDtypeType  # noqa: PLC0415 - the code has asked for it

    CategoricalDtypeType.__new__ = staticmethod(_no_class)


def _no_class(*_: object, **__: object) -> None:
    raise TypeError("write a class statement instead")


def replacements(module: str, outlets: Outlets) -> dict[str, object]:
    """Return our versions of functions that take a file, the name of an option or of a method."""
    import pandas  # noqa: ICN001, PLC0415 - the code has asked for it

    if module != "pandas":
        return {}
    made: dict[str, object] = {name: _reader(getattr(pandas, name), outlets) for name in READERS}
    made |= {name: _optional(getattr(pandas, name)) for name in ("set_option", "option_context", "reset_option")}
    made |= {name: _aggregating(getattr(pandas, name), at) for name, at in AGGREGATE.items()}
    return made


def children(module: str) -> dict[str, str]:
    """Return what pandas shows under another name."""
    return {"offsets": "pandas.tseries.offsets"} if module == "pandas" else {}


def _reader(real: Callable[..., Any], outlets: Outlets) -> Callable[..., Any]:
    def read(*args: Any, **options: Any) -> Any:
        named = next((key for key in ("filepath_or_buffer", "path_or_buf", "io", "path") if key in options), None)
        source = options.pop(named) if named else args[0] if args else None
        rest = args if named else args[1:]
        if isinstance(source, str):
            packed = next((kind for end, kind in PACKED.items() if source.endswith(end)), None)
            if packed and real.__name__ not in {"read_excel", "read_parquet"}:
                options.setdefault("compression", packed)
        return real(outlets.bytes_of(source), *rest, **options)

    return read


def _optional(real: Callable[..., Any]) -> Callable[..., Any]:
    def checked(*args: Any, **options: Any) -> Any:
        if options:
            raise TypeError(f"{real.__name__}() takes names and values by position")
        names = args if real.__name__ == "reset_option" else args[::2]
        for name in names:
            _check_option(name)
        return real(*args)

    return checked


def _check_option(pattern: object) -> None:
    from pandas._config import config  # noqa: PLC0415 - where the patterns are resolved

    if type(pattern) is not str:
        raise TypeError("the name of an option is a text")
    for key in config._select_options(pattern):  # noqa: SLF001 - as `set_option` itself does
        if not key.startswith(OPTIONS):
            raise PermissionError(f"the option {key!r} cannot be set here; display, mode and styler options can")


def _aggregating(real: Callable[..., Any], at: int) -> Callable[..., Any]:
    def checked(*args: Any, **options: Any) -> Any:
        check_strings([*args[at : at + 1], options.get("aggfunc")])
        return real(*args, **options)

    return checked
