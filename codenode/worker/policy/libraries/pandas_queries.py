"""Let `query` and `eval` of a table read columns and compare them, and nothing else."""

# ruff: noqa: SIM905 - a table of names reads better as text

import ast
import re
import sys
from collections.abc import Callable
from typing import Any

_FORMS = (
    *(ast.Expression, ast.Module, ast.Expr, ast.Assign, ast.Load, ast.Store, ast.Name, ast.Constant),
    *(ast.List, ast.Tuple, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.Attribute),
    *(ast.boolop, ast.operator, ast.unaryop, ast.cmpop),
)
# Methods and accessors of a column that compute from it.
_METHODS = frozenset(
    """
    str dt contains startswith endswith match fullmatch lower upper strip lstrip rstrip len isin isna isnull
    notna notnull between abs round mean median min max sum std fillna astype year month day hour minute second
    dayofweek weekday quarter date index
    """.split()
)
_QUOTED = re.compile(r"`[^`]*`")
_LOCAL = re.compile(r"@([^\W\d_]\w*)")
_HINT = "select rows with df[df['column'] > value]"


def checked(frame: Any, name: str) -> Callable[..., Any]:
    """Return the method `query` or `eval` of a table, which checks its text first."""

    def evaluate(expr: object, *, inplace: bool = False, engine: object = None, parser: object = None) -> Any:
        del engine, parser  # one engine is enough, and its parser is the one that was checked
        if type(expr) is not str:
            raise TypeError(f"{name}() takes a text, not {type(expr).__name__!r}")
        _check(expr, name)
        local = _locals(set(_LOCAL.findall(expr)))
        method = getattr(frame, name)
        return method(expr, inplace=inplace, engine="python", local_dict=local, global_dict={})

    return evaluate


def _check(expr: str, name: str) -> None:
    # Names in backticks are columns; a variable of the code's own is marked by `@`.
    plain = _LOCAL.sub(r"\1", _QUOTED.sub("column", expr)).strip()
    if "@" in plain:
        raise PermissionError(f"{name}() takes `@name` with a plain name only; {_HINT}")
    try:
        tree = ast.parse(plain)
    except SyntaxError as error:
        raise SyntaxError(f"{name}(): {error.msg} in {expr!r:.80}") from None
    for node in ast.walk(tree):
        called = isinstance(node, ast.Call) and not (isinstance(node.func, ast.Attribute) and not node.keywords)
        foreign = isinstance(node, ast.Attribute) and node.attr not in _METHODS
        if called or foreign or not isinstance(node, _FORMS):
            raise PermissionError(f"{name}() cannot evaluate {ast.unparse(node)!r:.60} here; {_HINT}")


def _locals(names: set[str]) -> dict[str, Any]:
    """Return the values of the names that the text marks, as the calling code sees them."""
    frame = sys._getframe(1)  # noqa: SLF001 - as pandas finds them
    while frame.f_back is not None and not frame.f_code.co_filename.startswith("<action"):
        frame = frame.f_back
    known = {**frame.f_globals, **frame.f_locals}
    missing = sorted(names - known.keys())
    if missing:
        raise NameError(f"name {missing[0]!r} is not defined", name=missing[0])
    return {name: known[name] for name in names}
