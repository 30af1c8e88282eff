"""Numpy reads the session's files by their names, writes none, and unpickles nothing."""

from collections.abc import Callable
from typing import Any

from codenode.worker.policy.outlets import Outlets, needs_buffer


def replacements(module: str, outlets: Outlets) -> dict[str, object]:
    """Return our versions of functions that take a file."""
    import numpy  # noqa: ICN001, PLC0415 - the code has asked for it

    if module != "numpy":
        return {}

    def load(file: Any, **options: Any) -> Any:
        options["allow_pickle"] = False
        return numpy.load(outlets.bytes_of(file), **options)

    def frombuffer(buffer: Any, *args: Any, **options: Any) -> Any:
        if getattr(getattr(buffer, "dtype", None), "hasobject", False):
            raise ValueError("frombuffer cannot read an array of objects: it would show their addresses")
        return numpy.frombuffer(buffer, *args, **options)

    def reader(real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda fname, *args, **options: real(outlets.bytes_of(fname), *args, **options)

    def writer(real: Callable[..., Any]) -> Callable[..., None]:
        def write(file: Any, *args: Any, **options: Any) -> None:
            needs_buffer(file, f"numpy.{real.__name__}()")
            if real.__name__ == "save":
                options["allow_pickle"] = False
            real(file, *args, **options)

        return write

    return {
        "load": load,
        "frombuffer": frombuffer,
        **{name: reader(getattr(numpy, name)) for name in ("loadtxt", "genfromtxt")},
        **{name: writer(getattr(numpy, name)) for name in ("save", "savez", "savez_compressed", "savetxt")},
    }
