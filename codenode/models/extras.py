"""Is an optional package here, and which extra brings it?"""

import importlib
from types import ModuleType

from codenode.errors import MissingExtra


def load(module: str, *, what: str, extra: str) -> ModuleType:
    """Import an optional module, or raise the `MissingExtra` that says how to install it."""
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        # A package that is there but lacks one of its own parts must say so itself.
        if (error.name or "").partition(".")[0] != module.partition(".")[0]:
            raise
        raise MissingExtra(what, extra) from error
