"""Check which modules code may import, before a worker is told."""

from collections.abc import Sequence
from importlib.util import find_spec

from codenode.errors import ConfigurationError
from codenode.worker.policy.facades import FORBIDDEN, NAMES
from codenode.worker.policy.imports import checked


def check_imports(imports: Sequence[str]) -> None:
    """Check the modules that code may import beyond the safe standard library.

    Raises:
        ConfigurationError: one would break any policy (`os`, `sys`, …), or is not installed.
    """
    for name in imports:
        if name in NAMES:
            continue  # every room has it
        module = name.split(".")[0]
        if module in FORBIDDEN:
            raise ConfigurationError(
                f"imports={name!r}: this module gives code the whole machine; offer what is needed as a tool"
            )
        try:
            checked(name)
        except ValueError as error:
            raise ConfigurationError(f"imports={name!r}: {error}") from None
        if find_spec(module) is None:
            raise ConfigurationError(f"imports={name!r}: there is no module {module!r} here; install it first")
