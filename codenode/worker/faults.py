"""Describe an error of the code: what, where, the values on the line, the way it came, what to do instead.

Loaded at the first error: most of it is of no use to a session without one. Guest code runs here, too: a
`__repr__`, a `__str__`. Nothing of it is trusted for its length or its type.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import FrameType, ModuleType

from codenode.worker.ceilings import advice, passed, told
from codenode.worker.clock import TimedOut
from codenode.worker.done import failed
from codenode.worker.frames import Frame
from codenode.worker.missing import called_parameters, searched_keys
from codenode.worker.naming import ending, message, named, titled
from codenode.worker.places import Place, places
from codenode.worker.policy.hints import Known, hint_for
from codenode.worker.preview import preview
from codenode.worker.sources import Sources
from codenode.worker.traces import trace

VALUE = 200
VALUES = 600
WORDS = re.compile(r"\b[A-Za-z_]\w*\b")
TOOL = (
    "the tool raised this; check what you pass. If other calls may work, call it in a `for` loop with `try` and "
    "`except` around each single call (a comprehension cannot go on after an error)"
)
SLOW = "the code took too long ({limit}); do less at a time, or use a faster way. The variables are kept"


class Faults:
    """Tells of the errors of one session.

    Args:
        sources: of its actions.
        user_names: returns the names that the code defined.
        modules: the caller's, beyond the safe standard library.
        lost: names of variables that went with an earlier worker, and what there is to say of each.
        limits: of the session.
    """

    def __init__(
        self,
        sources: Sources,
        user_names: Callable[[], list[str]],
        modules: Sequence[str],
        lost: Mapping[str, str],
        limits: Mapping[str, float],
    ) -> None:
        self._sources = sources
        self._user_names = user_names
        self._modules = modules
        self._lost = lost
        self._limits = limits

    def frame(self, error: BaseException, filename: str, *, by_tool: bool, hint: str | None = None) -> Frame:
        """Return the frame of an action that raised.

        Args:
            error: what was raised.
            filename: of the action.
            by_tool: a tool on the host raised it.
            hint: instead of the one that is usual.
        """
        limit = "" if by_tool else passed(error)
        found, said = places(error, self._sources), message(error)
        here = _here(found, filename)
        if hint is None:
            hint = TOOL if by_tool else advice(limit, self._limits) if limit else self._hint(error, found)
        done = failed(
            "limit" if limit else "error", named(type(error)), said, line=here.line if here else None, hint=hint
        )
        if found:
            self._trace(done, error, ending(titled(type(error)), said), filename)
        if here is not None and not isinstance(error, MemoryError | RecursionError):
            done["fault"]["values"] = _values(here.frame, self._sources.line(filename, here.line))
        return done

    def late(self, error: BaseException, filename: str, limit: str) -> Frame:
        """Return the frame of an action whose time was up, with the line it was at; no code of it runs any more.

        Args:
            error: that ended it.
            filename: of the action.
            limit: `seconds` or `cpu_seconds`.
        """
        found = places(error, self._sources)
        here = _here(found, filename)
        said = f"stopped after {self._limits[limit]:g} s{' of processor time' if limit == 'cpu_seconds' else ''}"
        hint = SLOW.format(limit=told(limit, self._limits))
        done = failed("timeout", "TimeoutError", said, line=here.line if here else None, hint=hint)
        if found:
            self._trace(done, error, ending("TimeoutError", said), filename)
        return done

    def _trace(self, done: Frame, error: BaseException, last: str, filename: str) -> None:
        done["fault"]["trace"], done["fault"]["frames"] = trace(error, last, self._sources, filename)

    def _hint(self, error: BaseException, found: Sequence[Place]) -> str:
        try:
            return hint_for(error, self._known(error, found))
        except Exception:  # noqa: BLE001 - a hint is worth no failure
            return ""

    def _known(self, error: BaseException, found: Sequence[Place]) -> Known:
        last = found[-1] if found else None
        inside = list(last.frame.f_locals) if last is not None and last.name != "<module>" else []
        keys = searched_keys(last, self._sources) if last is not None and type(error) is KeyError else None
        called = called_parameters(last, self._sources) if last is not None and type(error) is TypeError else None
        return Known([*inside, *self._user_names()], self._modules, self._lost, keys, called)


def _here(found: Sequence[Place], filename: str) -> Place | None:
    """Return the deepest place in the action itself."""
    return next((place for place in reversed(found) if place.filename == filename), None)


def _values(frame: FrameType, line: str) -> str:
    names = dict.fromkeys(WORDS.findall(line))
    known = {**frame.f_globals, **frame.f_locals} if frame.f_locals is not frame.f_globals else frame.f_globals
    shown = [f"{name} = {_quietly(known[name])}" for name in names if name in known and _tells(name, known[name])]
    return "; ".join(shown)[:VALUES]


def _tells(name: str, value: object) -> bool:
    return not name.startswith("__") and not callable(value) and not isinstance(value, ModuleType)


def _quietly(value: object) -> str:
    try:
        return preview(value, VALUE)
    except TimedOut:
        raise
    except BaseException as error:  # noqa: BLE001 - a guest's __repr__ may do anything
        return f"<{named(type(value))}; its repr raised {named(type(error))}>"
