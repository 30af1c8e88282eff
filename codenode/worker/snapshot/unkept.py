"""Say which variables could not be kept, and where the code made them."""

import ast

from codenode.worker.naming import NAME, message, named
from codenode.worker.sources import Sources

MOST = 50
_LINE = 120
_WHY = 200

Unkept = dict[str, str]


class Told:
    """Tells of variables that cannot be kept; what was said of one is kept for the next time."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._known: dict[str, tuple[int, str]] = {}

    def of(self, name: str, value: object, why: str) -> Unkept:
        """Return what is told of a variable."""
        known = self._known.get(name)
        if known is None or known[0] != id(value):
            known = self._known[name] = (id(value), self._line(name.partition(".")[0]))
        return {"name": name[:NAME], "type": named(type(value)), "why": why[:_WHY], "line": known[1]}

    def _line(self, name: str) -> str:
        """Return the line of the newest action that binds a name, empty where none is found."""
        for filename, text in self._sources.newest():
            if name in text and (line := _binding(text, name)):
                return self._sources.line(filename, line).strip()[:_LINE]
        return ""


def reason(error: BaseException) -> str:
    """Return why something cannot be written down, in the words of who said so."""
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    text = message(error)
    return text if text[:1].islower() else f"{named(type(error))}: {text}"


def _binding(source: str, name: str) -> int:
    """Return the number of the last line that binds a name at the top of a source; 0 where none does."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    found = 0
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=bound, ctx=ast.Store()) if bound == name:
                found = max(found, node.lineno)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if node.name == name:
                found = max(found, node.lineno)
            case ast.alias(name=path, asname=given) if (given or path.partition(".")[0]) == name:
                found = max(found, node.lineno)
    return found
