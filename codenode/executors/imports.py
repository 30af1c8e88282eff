"""Check which modules code may import, before a worker is told."""

from collections.abc import Sequence

from codenode.errors import ConfigurationError
from codenode.worker.policy.facades import FORBIDDEN, NAMES


def importable(imports: Sequence[str]) -> list[str]:
    """Return the modules code can import: the safe standard library, then the caller's.

    Raises:
        ConfigurationError: one of them would break any policy (`os`, `sys`, …).
    """
    for name in imports:
        if name.split(".")[0] in FORBIDDEN:
            raise ConfigurationError(
                f"imports={name!r}: this module gives code the whole machine; offer what is needed as a tool"
            )
    return [*sorted(NAMES), *(name for name in imports if name not in NAMES)]
