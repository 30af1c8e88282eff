"""Find the places an exception came through in the code, and which part of each line was at work."""

import ast
from itertools import islice
from types import FrameType, TracebackType

from codenode.worker.sources import Sources

# The getter of the language: no class of the code can stand in for it.
_traceback = vars(BaseException)["__traceback__"].__get__


class Place:
    """One frame of the code in a traceback."""

    __slots__ = ("_at", "filename", "frame", "line", "name")

    def __init__(self, entry: TracebackType) -> None:
        self.frame: FrameType = entry.tb_frame
        self.filename = self.frame.f_code.co_filename
        self.name = self.frame.f_code.co_name
        self.line = entry.tb_lineno
        self._at = entry.tb_lasti

    def same(self, other: "Place") -> bool:
        """Say whether a reader would see the same line twice."""
        return (self.line, self.name, self.filename) == (other.line, other.name, other.filename)

    def span(self, text: str) -> tuple[int, int] | None:
        """Return where in its line the failing expression stands, in characters; None where nobody knows."""
        positions = next(islice(self.frame.f_code.co_positions(), self._at // 2, None), (None,) * 4)
        first, last, start, end = positions
        if first != self.line or last is None or start is None or end is None:
            return None
        data = text.encode("utf-8", "replace")
        # An expression of several lines is marked to the end of its first one.
        stop = len(data.rstrip()) if last != first else end
        begin = len(data[:start].decode("utf-8", "replace"))
        return begin, begin + len(data[start:stop].decode("utf-8", "replace"))

    def expression(self, text: str) -> ast.expr | None:
        """Return the failing expression as a tree, if it stands in one line."""
        span = self.span(text)
        return parsed(text[slice(*span)]) if span else None


def places(error: BaseException, sources: Sources) -> list[Place]:
    """Return the frames of the code, outermost first; those of libraries and of the room are left out."""
    found, entry = [], _traceback(error)
    while entry is not None:
        if entry.tb_frame.f_code.co_filename in sources:
            found.append(Place(entry))
        entry = entry.tb_next
    return found


def parsed(text: str) -> ast.expr | None:
    """Return the tree of an expression cut out of a line, or None."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
