"""Matplotlib draws with Agg; what it draws is shown in the observation."""

import os
import shutil
import tempfile
from typing import Any

from codenode.worker.policy.outlets import Outlets, needs_buffer


def before() -> None:
    """Choose the settings that the library reads when it is imported."""
    os.environ["MPLBACKEND"] = "agg"
    # It wants a folder to write to while it is imported, and never again.
    os.environ["MPLCONFIGDIR"] = tempfile.mkdtemp(prefix="codenode-")
    _skip_printer_fonts()


def _skip_printer_fonts() -> None:
    """Leave out the fonts of PostScript: reading them takes most of the library's import, Agg has no use."""
    from matplotlib import _afm  # noqa: PLC0415 - where they are read

    read = _afm.AFM.__init__

    def skip(*_: object) -> None:
        raise OSError("left out")

    _afm.AFM.__init__ = skip
    try:
        import matplotlib.font_manager  # noqa: PLC0415, F401 - lists the fonts when it is imported
    finally:
        _afm.AFM.__init__ = read


def after() -> None:
    """Take away what imports a module by the name in a setting."""
    import matplotlib.figure  # noqa: PLC0415 - the code has asked for it
    from matplotlib import pyplot as plt  # noqa: PLC0415

    plt.switch_backend("agg")
    shutil.rmtree(os.environ["MPLCONFIGDIR"], ignore_errors=True)
    # `figure.hooks` and the backends are names of modules: from here on pyplot imports nothing by name.
    plt.importlib = _NoImports()  # the name by which it imports
    setattr(matplotlib.figure.Figure, "show", _nothing)  # noqa: B010 - the checker knows a method from a function


class _NoImports:
    """Stands in for `importlib` where a setting of the code's could name the module."""

    @staticmethod
    def import_module(name: str, *_: object) -> None:
        """Refuse."""
        raise PermissionError(f"matplotlib cannot import {name!r} here; it draws with Agg")


def _nothing(*_: object, **__: object) -> None:
    """Do nothing: a figure is shown when the action ends."""


def replacements(module: str, outlets: Outlets) -> dict[str, object]:
    """Return our versions of functions that choose a screen or take a file."""
    if module == "matplotlib":
        return {"use": _use, "get_backend": lambda: "agg"}
    if module == "matplotlib.pyplot":
        return _plots(outlets)
    if module == "matplotlib.style":
        return {"use": _style, "context": _styled}
    return {}


def children(module: str) -> dict[str, str]:
    """Return what pyplot shows under another name."""
    return {"style": "matplotlib.style", "cm": "matplotlib.cm"} if module == "matplotlib.pyplot" else {}


def _use(backend: str, **_: object) -> None:
    """Accept any: the figures are drawn by Agg."""
    if type(backend) is not str:
        raise TypeError("the name of a backend is a text")


def _plots(outlets: Outlets) -> dict[str, object]:
    from matplotlib import pyplot as plt  # noqa: PLC0415

    def show(*_: object, **__: object) -> None:
        for number in plt.get_fignums():
            outlets.display(plt.figure(number))
        plt.close("all")

    def imread(fname: Any, format: Any = None) -> Any:  # noqa: A002 - its name there
        return plt.imread(outlets.bytes_of(fname), format)

    def imsave(fname: Any, arr: Any, **options: Any) -> None:
        needs_buffer(fname, "pyplot.imsave()")
        plt.imsave(fname, arr, **options)

    def savefig(fname: Any, **options: Any) -> None:
        needs_buffer(fname, "savefig()")
        plt.savefig(fname, **options)

    return {"show": show, "imread": imread, "imsave": imsave, "savefig": savefig, "pause": _nothing}


def _style(style: Any) -> None:
    from matplotlib import style as real  # noqa: PLC0415

    real.use(_checked(style))


def _styled(style: Any, after_reset: bool = False) -> Any:  # noqa: FBT001, FBT002 - as the original
    from matplotlib import style as real  # noqa: PLC0415

    return real.context(_checked(style), after_reset)


def _checked(style: Any) -> Any:
    """Accept names of the library's own styles and tables of settings, no paths."""
    from matplotlib import style as real  # noqa: PLC0415

    for one in style if isinstance(style, (list, tuple)) else [style]:
        if not isinstance(one, dict) and one != "default" and one not in real.available:
            raise OSError(f"{one!r} is not a style; see plt.style.available")
    return style
