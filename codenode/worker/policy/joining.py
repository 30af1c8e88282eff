"""Find in the source the calls that can wait for others: a tool may stand there."""

import ast
from collections.abc import Iterable

from codenode.worker.policy.names import JOINED_FIRST, JOINERS


def may_wait(function: ast.expr) -> bool:
    """Say whether a tool may stand here; a method of several lines would lose its line if it were asked."""
    if isinstance(function, ast.Attribute):
        return function.lineno == function.end_lineno
    return isinstance(function, ast.Name | ast.Subscript)


def joining(node: ast.Call) -> str | None:
    """Return the name from which a call may join awaitables: `gather`, or the `asyncio` of `asyncio.gather`."""
    match node.func:
        case ast.Name(id=name) if name in JOINERS:
            return name
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if attribute in JOINERS:
            return name
    return None


def joined(node: ast.Call) -> Iterable[ast.Call]:
    """Find the calls whose values are joined: arguments, or items of one that is a list."""
    function = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if function == "gather":
        found = list(node.args)
    else:
        found = node.args[:1] + [keyword.value for keyword in node.keywords if keyword.arg in JOINED_FIRST]
    while found:
        match found.pop():
            case ast.Call() as call:
                yield call
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                found += items
            case ast.ListComp(elt=item) | ast.SetComp(elt=item) | ast.GeneratorExp(elt=item) | ast.Starred(value=item):
                found.append(item)
