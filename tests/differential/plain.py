"""Run a source as CPython does, and say what came out in the words of an observation."""

import ast
import asyncio
import contextlib
import inspect
import io
import itertools
import warnings
from typing import NamedTuple

NUMBERS = itertools.count(1)
VALUE = "<value>"


class Outcome(NamedTuple):
    """What a run showed: all of it must agree."""

    value: str
    output: str
    error: str
    line: int | None


def plain(source, namespace):
    """Run the source in the namespace, without any policy."""
    shown = io.StringIO()
    # A name of its own: functions of earlier sources run on, and their lines are not this one's.
    file = f"<action {next(NUMBERS)}>"
    with contextlib.redirect_stdout(shown), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            value = _run(source, file, namespace)
            value = "" if value is None else repr(value)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the worker must say the same
            return Outcome("", shown.getvalue(), f"{type(error).__name__}: {_text(error)}", line_of(error, file))
    return Outcome(value, shown.getvalue(), "", None)


def observed(seen):
    """Return what an observation says, in the same form."""
    fault = seen["fault"]
    error = f"{fault['type']}: {fault['message']}" if fault else ""
    return Outcome(seen["preview"], seen["output"], error, fault["line"] if fault else None)


def fresh():
    """Return the namespace of a module that is run."""
    return {"__name__": "__main__"}


def _run(source, file, namespace):
    tree = ast.parse(source, file)
    if tree.body and isinstance(tree.body[-1], ast.Expr):
        last = tree.body[-1]
        tree.body[-1] = ast.copy_location(ast.Assign([ast.Name(VALUE, ast.Store())], last.value), last)
        ast.fix_missing_locations(tree)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code = compile(tree, file, "exec", flags, dont_inherit=True)
    started = eval(code, namespace)
    if inspect.iscoroutine(started):
        asyncio.run(started)
    return namespace.pop(VALUE, None)


def _text(error):
    return error.msg if isinstance(error, SyntaxError) else str(error)


def line_of(error, file):
    """Return the deepest line of the source in the traceback."""
    line, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return error.lineno if isinstance(error, SyntaxError) and line is None else line
