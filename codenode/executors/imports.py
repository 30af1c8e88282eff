"""Check which modules code may import, before a worker is told."""

from collections.abc import Iterable
from importlib.util import find_spec

from codenode.errors import ConfigurationError
from codenode.given import listed
from codenode.worker.policy.facades import FORBIDDEN, NAMES
from codenode.worker.policy.imports import checked


def checked_imports(imports: Iterable[str]) -> tuple[str, ...]:
    """Return the modules that code may import beyond the safe standard library.

    Raises:
        ConfigurationError: they are no list of names; one would break any policy (`os`, `sys`, …), or is not installed.
    """
    modules = listed("imports", imports, 'imports=["numpy"]')
    for name in modules:
        if not isinstance(name, str):  # callers err
            raise ConfigurationError(f'imports={name!r:.80} is no name of a module; write imports=["numpy"]')
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
    return modules
