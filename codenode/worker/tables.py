"""Describe what libraries made: shape, types and head of arrays and frames, never the whole.

Exact types only: a class of the code's own could be of any size, and lie about it.
"""

import sys

WHOLE = 1_000  # items of an array that numpy prints whole
COLUMNS = 30
TYPE = 40  # characters of a dtype


def shaped(value: object) -> str:
    """Return shape and type of an array, a frame, a column or an index, e.g. `(3, 4) float64`; else nothing."""
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    kind = type(value)
    if kind is getattr(pandas, "DataFrame", None):
        return str(value.shape)  # type: ignore[attr-defined]
    lined = (getattr(numpy, "ndarray", None), getattr(pandas, "Series", None), getattr(pandas, "Index", None))
    if any(kind is one for one in lined):
        return f"{value.shape} {str(value.dtype)[:TYPE]}"  # type: ignore[attr-defined]
    return ""


def shown(value: object, limit: int) -> str:
    """Return an array or a frame as its library prints it, in part where it is large, and what it is as a whole.

    Args:
        value: anything.
        limit: characters.

    Returns:
        Nothing for anything else.
    """
    told = shaped(value)
    if not told:
        return ""
    told = f"\n[{type(value).__name__} {told}{_columns(value)}]"
    text = str.__str__(repr(value))
    room = max(limit - len(told) - 60, 0)
    if len(text) > room:
        return f"{text[:room]}... [{len(text):,} characters]{told}"
    # What is printed whole says by itself what it is; only a frame never tells its types.
    return text + told if value.size > WHOLE or hasattr(value, "columns") else text  # type: ignore[attr-defined]


def _columns(value: object) -> str:
    """Return names and types of the columns of a frame."""
    dtypes = getattr(value, "dtypes", None)
    if dtypes is None or not hasattr(value, "columns"):
        return ""
    pairs = list(zip(value.columns[:COLUMNS], list(dtypes[:COLUMNS].array), strict=True))
    more = len(value.columns) - len(pairs)
    listed = ", ".join(f"{str(name)[:TYPE]} {str(dtype)[:TYPE]}" for name, dtype in pairs)
    return f"; columns: {listed}{f' and {more:,} more' if more else ''}"
