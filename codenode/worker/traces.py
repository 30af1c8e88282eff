"""Show how an error came about: the code's own lines, as Python's traceback does, bounded in every way."""

import ast

from codenode.worker.naming import NAME, ending, message, titled
from codenode.worker.places import Place, parsed, places
from codenode.worker.sources import Sources

MOST = 4_000  # characters in all
HEAD = 1_200  # of them before what is left out
TEXT = 200  # characters of a source line
FIRST, LAST = 4, 8  # frames shown of a long way
SAME = 3  # equal frames shown in a row
NOTES = 5
LINKS = 4  # errors shown that led to an error
MEMBERS, DEPTH = 5, 3  # shown of a group
INLINE = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})  # no functions of the reader's
TITLE = "Traceback (most recent call last):"
BECAUSE = "The above exception was the direct cause of the following exception:"
DURING = "During handling of the above exception, another exception occurred:"

# The getters of the language: no class of the code can stand in for them.
_cause = vars(BaseException)["__cause__"].__get__
_context = vars(BaseException)["__context__"].__get__
_suppressed = vars(BaseException)["__suppress_context__"].__get__
_dict = vars(BaseException)["__dict__"].__get__
_members = vars(BaseExceptionGroup)["exceptions"].__get__


def trace(error: BaseException, last: str, sources: Sources, current: str) -> tuple[str, int]:
    """Return the traceback of an error as text, and how many frames and further errors it tells of.

    Args:
        error: what was raised.
        last: what stands at the end: type and message. Made once, because making it may run code of the guest.
        sources: of this action and earlier ones; frames of anything else are not shown.
        current: file name of the running action.
    """
    teller = _Teller(sources, current)
    teller.endings[id(error)] = last
    lines = teller.chain(error, 0)
    return _bounded("\n".join(lines)), teller.count


class _Teller:
    """Tells of one error; counts what it tells, and tells of no error twice."""

    def __init__(self, sources: Sources, current: str) -> None:
        self.endings: dict[int, str] = {}
        self.count = 0
        self._sources = sources
        self._current = current
        self._seen: set[int] = set()

    def chain(self, error: BaseException, depth: int) -> list[str]:
        """Return an error behind those that led to it."""
        links: list[tuple[BaseException, str]] = [(error, "")]
        self._seen.add(id(error))
        while (earlier := self._earlier(links[-1][0])) is not None and len(links) <= LINKS:
            self._seen.add(id(earlier[0]))
            links.append(earlier)
        lines: list[str] = []
        for one, words in reversed(links):
            lines += self._one(one, depth)
            if words:
                lines += ["", words, ""]
        self.count += len(links) - 1
        return lines

    def _earlier(self, error: BaseException) -> tuple[BaseException, str] | None:
        if not issubclass(type(error), Exception):
            return None  # time is up: no message of the code may be made any more
        cause, context = _cause(error), _context(error)
        if cause is not None:
            return (cause, BECAUSE) if self._new(cause) else None
        if context is not None and not _suppressed(error) and self._new(context):
            return context, DURING
        return None

    def _new(self, error: BaseException) -> bool:
        # The room's own ways to end an action are no errors, and none of the code's business.
        return issubclass(type(error), Exception) and id(error) not in self._seen

    def _one(self, error: BaseException, depth: int) -> list[str]:
        found = places(error, self._sources)
        self.count += sum(place.name not in INLINE for place in found)
        lines = [TITLE, *self._frames(found)] if found else []
        last = self.endings.get(id(error)) or ending(titled(type(error)), message(error))
        lines += [*last.split("\n"), *_notes(error)]
        if issubclass(type(error), BaseExceptionGroup):
            lines += self._group(_members(error), depth)
        return lines

    def _group(self, members: tuple[BaseException, ...], depth: int) -> list[str]:
        lines: list[str] = []
        shown = members[:MEMBERS] if depth < DEPTH else ()
        for number, member in enumerate(shown, 1):
            self.count += 1
            lines.append(f"+---------------- {number} ----------------")
            lines += [f"| {line}" for line in self.chain(member, depth + 1)]
        if len(shown) < len(members):
            lines.append(f"+---------------- and {len(members) - len(shown)} more ----------------")
        return [f"  {line}" for line in lines]

    def _frames(self, found: list[Place]) -> list[str]:
        runs: list[list[Place]] = []
        for place in found:
            if runs and place.same(runs[-1][0]):
                runs[-1].append(place)
            else:
                runs.append([place])
        left = len(runs) - FIRST - LAST
        if left > 0:
            missing = sum(map(len, runs[FIRST:-LAST]))
            return [*self._runs(runs[:FIRST]), f"  [... {missing:,} more calls ...]", *self._runs(runs[-LAST:])]
        return self._runs(runs)

    def _runs(self, runs: list[list[Place]]) -> list[str]:
        lines: list[str] = []
        for run in runs:
            for place in run[:SAME]:
                lines += self._frame(place)
            if (more := len(run) - SAME) > 0:
                lines.append(f"  [Previous line repeated {more} more time{'s' * (more > 1)}]")
        return lines

    def _frame(self, place: Place) -> list[str]:
        file = "<action>" if place.filename == self._current else "<earlier action>"
        text = self._sources.line(place.filename, place.line)
        lines = [f'  File "{file}", line {place.line}, in {place.name[:NAME]}']
        if text.strip():
            lines.append(f"    {text.strip()[:TEXT]}")
            lines += [f"    {marks}" for marks in [_marks(place, text)] if marks]
        return lines


def _notes(error: BaseException) -> list[str]:
    """Return what `add_note` added, as far as it is plain text."""
    held = _dict(error).get("__notes__")
    notes = [note[:TEXT] for note in held[:NOTES] if type(note) is str] if type(held) is list else []
    return "\n".join(notes).split("\n") if notes else []


def _marks(place: Place, text: str) -> str:
    """Return the line of carets under a source line; empty where all of it failed."""
    span = place.span(text)
    margin = len(text) - len(text.lstrip())
    if span is None or (span[0] <= margin and span[1] >= len(text.rstrip())) or span[1] - margin > TEXT:
        return ""
    return " " * (span[0] - margin) + _anchored(text[slice(*span)])


def _anchored(segment: str) -> str:
    """Mark the operator or the index more strongly than what it is applied to."""
    node = parsed(segment)
    carets = "^" * len(segment)
    if not segment.isascii():  # the tree counts bytes
        return carets
    if isinstance(node, ast.BinOp):
        start = node.left.end_col_offset or 0
        while start < len(segment) and segment[start] in " \t)":
            start += 1
        width = 2 if segment[start : start + 2] in {"**", "//", "<<", ">>"} else 1
        return f"{'~' * start}{'^' * width}{'~' * (len(segment) - start - width)}"
    if isinstance(node, ast.Subscript):
        start = segment.find("[", node.value.end_col_offset)
        return f"{'~' * start}{'^' * (len(segment) - start)}"
    return carets


def _bounded(text: str) -> str:
    if len(text) <= MOST:
        return text
    tail = text[HEAD - MOST :]
    head, tail = text[:HEAD].rpartition("\n")[0], tail[tail.find("\n") + 1 :]
    return f"{head}\n  [... {len(text) - len(head) - len(tail):,} characters not shown ...]\n{tail}"
