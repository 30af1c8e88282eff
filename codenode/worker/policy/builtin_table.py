"""Which builtins does the code get?"""

import builtins

from codenode.worker.policy.names import UNCATCHABLE

_NAMES = """
    abs aiter all anext any ascii bin bool bytearray bytes callable chr classmethod complex dict divmod
    enumerate filter float format frozenset hash hex id int isinstance issubclass iter len list map
    max memoryview min next object oct ord pow property range repr reversed round set slice sorted
    staticmethod str sum super tuple zip Ellipsis NotImplemented None True False __debug__
"""


def safe_builtins() -> dict[str, object]:
    """Return a fresh table of the builtins that need no guard, and every exception the code may catch."""
    table = {name: getattr(builtins, name) for name in _NAMES.split()}
    table.update((name, value) for name, value in vars(builtins).items() if _is_error(name, value))
    return table


def _is_error(name: str, value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Exception) and name not in UNCATCHABLE
