"""Find the tools that a command line names."""

import importlib
import sys
from collections.abc import Sequence

from codenode.errors import ConfigurationError
from codenode.tools.toolset import Source


def tools(names: Sequence[str]) -> list[Source]:
    """Return the functions written as `module:function`; modules are found from the working folder too.

    Raises:
        ConfigurationError: one cannot be imported or does not exist.
    """
    if "" not in sys.path:
        sys.path.insert(0, "")
    return [_tool(name) for name in names]


def _tool(name: str) -> Source:
    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ConfigurationError(f"--tool {name!r} is wrong; write module:function")
    try:
        found: Source = getattr(importlib.import_module(module), attribute)
    except ImportError as error:
        raise ConfigurationError(f"--tool {name!r}: {error}") from error
    except AttributeError:
        raise ConfigurationError(f"--tool {name!r}: module {module!r} has no {attribute!r}") from None
    return found
