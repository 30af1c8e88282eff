"""Take a function out of the code it was written in, with all that it needs to run elsewhere."""

import ast
import symtable
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codenode.tools.toolset import RESERVED

KNOWN = RESERVED - {"_"}  # that one is a variable as any other

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement that gives a name its value."""

    source: str
    node: ast.stmt
    needs: frozenset[str] = field(default=frozenset())
    """Names it takes from around it."""


def extracted(name: str, codes: Sequence[str], known: Collection[str] = ()) -> str:
    """Return a function with the imports, constants, functions and classes it uses, as source of its own.

    Args:
        name: of the function.
        codes: the actions of the thread, oldest first; the last definition of a name counts.
        known: names that are there wherever it runs: tools, other skills.

    Raises:
        ValueError: there is no such function, it says nothing of itself, or it uses a variable.
    """
    pieces: dict[str, Piece] = {}
    for code in codes:
        pieces.update(_pieces(code))
    found = pieces.get(name)
    if found is None or not isinstance(found.node, ast.FunctionDef | ast.AsyncFunctionDef):
        raise ValueError(f"no function {name!r:.80} was written with `def` at the top of an action; write it so")
    if not ast.get_docstring(found.node):
        raise ValueError(f"{name}() has no docstring; define it again with one that says what it does and takes")
    used: dict[str, Piece] = {}
    _collect(name, pieces, frozenset({*KNOWN, *known}), used)
    ordered = sorted(used.values(), key=lambda piece: not isinstance(piece.node, ast.Import | ast.ImportFrom))
    return "\n\n".join(dict.fromkeys(piece.source for piece in ordered)) + "\n"


def _collect(name: str, pieces: Mapping[str, Piece], known: Collection[str], used: dict[str, Piece]) -> None:
    """Put what a name needs before it; of names that need each other any may come first."""
    known = {*known, name}
    for need in sorted(pieces[name].needs - {*used, name}):
        if need in pieces and need not in known:
            _collect(need, pieces, known, used)
        elif need not in known:
            raise ValueError(
                f"{name}() uses {need!r}, which is a variable of this session; pass it as an argument, or define it "
                "as a literal at the top of an action"
            )
    used[name] = pieces[name]


def _pieces(code: str) -> Iterator[tuple[str, Piece]]:
    """Give the names that the statements at the top of an action define in a form that can stand elsewhere."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return  # it did not run either
    for node in tree.body:
        names = list(_names(node))
        if not names:
            continue
        source = _written(code, node)
        needs = _needs(source) if isinstance(node, Definition) else frozenset[str]()
        for name in names:
            yield name, Piece(source, node, needs)


def _written(code: str, node: ast.stmt) -> str:
    decorators = [f"@{ast.get_source_segment(code, one)}" for one in getattr(node, "decorator_list", ())]
    return "\n".join([*decorators, ast.get_source_segment(code, node) or ""])


def _names(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases)
        case ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name for alias in aliases)
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_literal(value):
            yield name


def _is_literal(value: ast.expr) -> bool:
    try:
        ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _needs(source: str) -> frozenset[str]:
    top = symtable.symtable(source, "<skill>", "exec")
    found = {symbol.get_name() for symbol in top.get_symbols() if symbol.is_referenced() and not symbol.is_assigned()}
    for inner in _inside(top):
        found |= {symbol.get_name() for symbol in inner.get_symbols() if symbol.is_global()}
    return frozenset(found - {"__class__"})


def _inside(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _inside(child)
