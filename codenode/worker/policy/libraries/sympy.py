"""Sympy reads formulas as formulas: no text of the code's is ever evaluated as Python."""

import ast
import operator
import sys
from collections.abc import Callable
from typing import Any

from codenode.worker.policy.libraries import sympy_numbers
from codenode.worker.policy.libraries.catalog import names_of
from codenode.worker.policy.outlets import Outlets

_BINARY: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.RShift: operator.rshift,
    ast.LShift: operator.lshift,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_UNARY: dict[type[ast.AST], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
    ast.Not: operator.not_,
}


def after() -> None:
    """Replace what evaluates text: the parser, and the compiler of numeric functions."""
    import sympy.core.function as functions  # noqa: PLC0415 - the code has asked for it
    import sympy.parsing.sympy_parser as parser  # noqa: PLC0415
    import sympy.utilities.lambdify  # noqa: PLC0415, F401

    old_parse = parser.parse_expr
    old_numeric = sys.modules["sympy.utilities.lambdify"].lambdify
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "sympy":
            if getattr(module, "parse_expr", None) is old_parse:
                module.parse_expr = parse_expr  # type: ignore[attr-defined] # a module's own name
            if getattr(module, "lambdify", None) is old_numeric:
                module.lambdify = sympy_numbers.lambdify  # type: ignore[attr-defined]
    parser.eval_expr = _refused
    _guard_functions(functions)


def _refused(*_: object) -> None:
    raise PermissionError("text cannot be evaluated here; use parse_expr()")


def _guard_functions(functions: Any) -> None:
    make = functions.UndefinedFunction.__new__

    def __new__(mcl: Any, name: Any, *bases: Any, **options: Any) -> Any:  # noqa: N807 - stands in for it
        # What stands in `options` would become attributes of a class: `Function("f", __getattr__=...)`.
        if bases or any(option == "bases" or option[:1] == "_" for option in options):
            raise TypeError("Function() takes a name and assumptions")
        return make(mcl, name, **options)

    functions.UndefinedFunction.__new__ = staticmethod(__new__)


def replacements(module: str, outlets: Outlets) -> dict[str, object]:
    """Return our versions of functions that evaluate text or print."""
    import sympy  # noqa: PLC0415 - the code has asked for it

    def pprint(expr: Any, **options: Any) -> None:
        outlets.print(sympy.pretty(expr, **options))

    if module == "sympy":
        made: dict[str, object] = {"lambdify": sympy_numbers.lambdify, "pprint": pprint, "pretty_print": pprint}
        return {**made, "parse_expr": parse_expr, "init_printing": _nothing}
    return {"parse_expr": parse_expr} if module == "sympy.parsing.sympy_parser" else {}


def _nothing(*_: object, **__: object) -> None:
    """Do nothing: values are shown as text."""


# --- reading a formula ------------------------------------------------------------------------------


def parse_expr(
    s: str,
    local_dict: dict[str, Any] | None = None,
    transformations: Any = None,
    global_dict: dict[str, Any] | None = None,
    evaluate: bool = True,  # noqa: FBT001, FBT002 - the parameters of the original
) -> Any:
    """Turn a text into an expression, as sympy's function of that name, without evaluating it as code."""
    from sympy.parsing import sympy_parser as parser  # noqa: PLC0415

    if not isinstance(s, str):
        raise TypeError(f"a formula is a text, not {type(s).__name__!r}")
    local = dict(local_dict or {})
    known = dict(global_dict) if global_dict is not None else _names()
    if isinstance(transformations, str):
        transformations = parser.T[:] if transformations == "all" else parser.T[:6]
    code = parser.stringify_expr(s, local, known, transformations or parser.standard_transformations)
    tree = ast.parse(code.strip(), mode="eval") if evaluate else parser.evaluateFalse(code)
    return _Formula({**known, **local}).value(tree)


def _names() -> dict[str, Any]:
    import sympy  # noqa: PLC0415

    return {name: getattr(sympy, name) for name in names_of("sympy") if hasattr(sympy, name)}


class _Formula:
    """Computes a formula's tree with the operators of sympy's objects, and the names it was given."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    def value(self, node: ast.AST) -> Any:  # noqa: C901, PLR0911 - one line a form
        match node:
            case ast.Expression(body=body):
                return self.value(body)
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self._names:
                return self._names[name]
            case ast.BinOp(left=left, op=op, right=right):
                return _BINARY[type(op)](self.value(left), self.value(right))
            case ast.UnaryOp(op=op, operand=operand):
                return _UNARY[type(op)](self.value(operand))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _BINARY:
                return _BINARY[type(op)](self.value(left), self.value(right))
            case ast.Call(func=ast.Name() | ast.Call() as func, args=args, keywords=keywords):
                named = {str(keyword.arg): self.value(keyword.value) for keyword in keywords if keyword.arg}
                return self.value(func)(*map(self.value, args), **named)
            case ast.Tuple(elts=items):
                return tuple(map(self.value, items))
            case ast.List(elts=items):
                return [self.value(item) for item in items]
            case ast.Set(elts=items):
                return {self.value(item) for item in items}
            case ast.Dict(keys=keys, values=values) if None not in keys:
                return {self.value(key): self.value(item) for key, item in zip(keys, values, strict=True) if key}
            case ast.Subscript(value=value, slice=index):
                return self.value(value)[self.value(index)]
        raise SyntaxError(f"{ast.unparse(node)!r:.60} cannot stand in a formula")
