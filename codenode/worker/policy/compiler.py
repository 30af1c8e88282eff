"""Turn an action's source into code that may run in a room."""

import ast
import warnings
from operator import is_
from types import CodeType
from typing import TypeGuard

from codenode.worker.policy.refusal import Refusal
from codenode.worker.policy.transformer import BODY, Policy, Refused
from codenode.worker.sources import line_of

__all__ = ("Refusal", "compile_action")

_INSIDE = f"{BODY}.<locals>."
MOST = 250_000  # characters of source; a megabyte of it may take ten seconds to compile
_DEEP = "the code is nested too deeply"
_NULL = "leave the null byte out"
_OUTSIDE = "write `async def` instead of `def`"
_NOT_PYTHON = {
    "```": "send plain Python without Markdown fences",
    "!": "shell commands are not Python; use the tools",
    "%": "notebook commands are not Python; leave the line out",
    ">>>": "leave the prompt `>>>` out",
}


def compile_action(source: str, filename: str) -> CodeType:
    """Compile an action as the body of a function whose names are global; its value is the last expression's.

    Raises:
        Refusal: the source does not parse, or is not allowed.
    """
    if len(source) > MOST:
        message = f"the code has {len(source):,} characters; {MOST:,} are allowed"
        raise Refusal(message, filename=filename, hint="send data through a tool or a file, not as source")
    source = source.removeprefix("\ufeff")  # the mark of a file's encoding, as in a file
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _compiled(source, filename)
    except Refused as refused:
        raise _at_node(refused, source, filename) from None
    except SyntaxError as error:
        raise _at_error(error, source, filename) from None
    except (RecursionError, MemoryError):
        raise Refusal(_DEEP, filename=filename, hint="split the expression into several statements") from None
    except UnicodeEncodeError as error:
        hint = "write the character out, or as \\N{...} or \\U0001F600"
        raise Refusal(f"the code holds a lone surrogate: {error}", filename=filename, hint=hint) from None
    except ValueError as error:
        raise Refusal(str(error), filename=filename, hint=_NULL if "\0" in source else "") from None


def _compiled(source: str, filename: str) -> CodeType:
    tree: ast.Module = Policy().visit(ast.parse(source, filename))
    module = compile(tree, filename, "exec", dont_inherit=True)
    return _renamed(next(code for code in module.co_consts if type(code) is CodeType and code.co_name == BODY))


def _renamed(code: CodeType) -> CodeType:
    """Take the wrapping function out of the names that lambdas of the module body show."""
    consts = tuple(_renamed(const) if _is_inside(const) else const for const in code.co_consts)
    if all(map(is_, consts, code.co_consts)) and not _is_inside(code):
        return code
    return code.replace(co_consts=consts, co_qualname=code.co_qualname.removeprefix(_INSIDE))


def _is_inside(const: object) -> TypeGuard[CodeType]:
    return type(const) is CodeType and const.co_qualname.startswith(_INSIDE)


def _at_node(refused: Refused, source: str, filename: str) -> Refusal:
    lineno = getattr(refused.node, "lineno", None)
    text = line_of(source, lineno)
    column = getattr(refused.node, "col_offset", 0)
    # The tree counts bytes of UTF-8, a message counts characters.
    offset = len(text.encode("utf-8", "replace")[:column].decode("utf-8", "ignore")) + 1
    return Refusal(
        str(refused),
        filename=filename,
        lineno=lineno,
        offset=offset if lineno else None,
        text=text,
        hint=refused.hint,
    )


def _at_error(error: SyntaxError, source: str, filename: str) -> Refusal:
    text = line_of(source, error.lineno)
    message = (error.msg or "invalid syntax").partition("\n")[0]
    start = text.lstrip()
    hint = next((hint for prefix, hint in _NOT_PYTHON.items() if start.startswith(prefix)), "")
    if message.endswith(("outside async function", "outside of an asynchronous function")):
        hint = _OUTSIDE
    hint = _NULL if "\0" in source else hint
    return Refusal(
        message,
        filename=filename,
        lineno=error.lineno,
        offset=error.offset,
        text=text,
        hint=hint,
        kind=type(error).__name__,
    )
