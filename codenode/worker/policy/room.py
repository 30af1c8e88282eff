"""One namespace, its guards, and how an action runs in it."""

from collections.abc import Callable, Iterable, Mapping
from operator import is_
from types import CodeType, CoroutineType, FunctionType, MappingProxyType

from codenode.worker.chance import Chance
from codenode.worker.policy import names
from codenode.worker.policy.awaiting import Nobody, Tools
from codenode.worker.policy.builtin_table import safe_builtins
from codenode.worker.policy.classes import Classes, Kind
from codenode.worker.policy.guards import Guards, list_names
from codenode.worker.policy.imports import Imports, Trust
from codenode.worker.policy.outlets import Outlets
from codenode.worker.policy.shims import Maker
from codenode.worker.policy.steady import Steady
from codenode.worker.reads import Reads

_MISSING = object()
_COROUTINE = 0x80  # the flag of code that is run by awaiting it
_NOTES = 10
_NAME = 80
_OURS = ("tasks.py", "loop.py")  # where the coroutines are from with which a loop cleans up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from codenode.worker.policy.awaiting import Asker
    from codenode.worker.policy.loop import Loop
    from codenode.worker.policy.loops import Loops


class Tampered(Exception):  # noqa: N818 - reads as what it is
    """A guard or a builtin of the room is not what it was: the room cannot be trusted any more."""


class Room:
    """A namespace for actions.

    Args:
        builtins: what the code finds beside the safe builtins; overrides them.
        tools: functions that may be awaited, although they give their results at once.
        later: what to call in place of a tool where it is awaited, by the tool's name.
        calls: makes the calls of those, once all the code waits.
        imports: modules the caller allows beyond the safe standard library.
        warn: told once about each of those that nobody reviewed.
        chance: what unseeded random numbers come from.
        reads: the clocks as the code sees them.
        display: shows a figure or an image to whoever reads the observation.
        trust: entered while a library is imported.

    Raises:
        ValueError: a module in `imports` breaks any policy.
    """

    def __init__(
        self,
        *,
        builtins: Mapping[str, object],
        tools: Mapping[str, object] = MappingProxyType({}),
        later: Mapping[str, object] = MappingProxyType({}),
        calls: "Asker | None" = None,
        imports: Iterable[str] = (),
        warn: Callable[[str], None],
        chance: Chance | None = None,
        reads: Reads | None = None,
        display: Callable[[object], None] = lambda _: None,
        trust: Trust | None = None,
    ) -> None:
        self.globals: dict[str, object] = {}
        """The namespace; the guards stand under names that are no identifiers."""
        self.notes: dict[str, None] = {}
        """What an action should be told beside its output, each once."""
        self._tools = Tools(tools, later)
        self._calls = calls or Nobody()
        self._loops: Loops | None = None
        self._reads = reads or Reads()
        classes = self.classes = Classes(self.globals)
        steady = Steady(classes, chance or Chance(0), self._reads)
        guards = self.guards = Guards(classes, steady.clock)
        self._builtins = self._table(classes, guards)
        maker = Maker(classes, guards, self._print, steady, self._asyncio)
        outlets = Outlets(self._builtins, display)
        self.imports = Imports(imports, classes, maker, warn, outlets, trust or Trust())
        self._builtins["__import__"] = self.imports.load
        self._builtins.update({**builtins, **tools})
        self._hidden = {
            names.READ: guards.read,
            names.PRIVATE: guards.private,
            names.WRITE: guards.write,
            names.SELF: guards.own_self,
            names.TYPE: type,
            names.OWN: classes.own,
            names.EXCEPTION: Exception,
            names.NEW: classes.maker,
            names.AWAITED: self._tools.awaited,
            names.JOINED: self._tools.joined,
            "__builtins__": self._builtins,
            "__name__": "__main__",
        }
        self.globals.update(self._hidden)
        self._kept = dict(self._builtins)

    @property
    def builtins(self) -> Mapping[str, object]:
        """What the code finds without an import, tools included."""
        return self._builtins

    def _table(self, classes: Classes, guards: Guards) -> dict[str, object]:
        ours = {
            "getattr": guards.load,
            "hasattr": guards.has,
            "setattr": guards.store,
            "delattr": guards.delete,
            "vars": guards.variables,
            "dir": self._dir,
        }
        for name, method in ours.items():
            # Messages of the interpreter name the function so.
            method.__func__.__module__, method.__func__.__qualname__ = "builtins", name  # type: ignore[attr-defined]
        return {**safe_builtins(), "__build_class__": classes.build, "type": Kind, **ours}

    def _print(self, text: str) -> None:
        show = self._builtins.get("print")
        if not callable(show):
            raise NameError("name 'print' is not defined", name="print")  # noqa: TRY004 - as Python
        show(text)

    def run(self, code: CodeType) -> object:
        """Run a compiled action; return its last expression's value, or None."""
        if self._loops is not None:
            self._loops.release()
        value = FunctionType(code, self.globals)()
        if code.co_flags & _COROUTINE:
            value = self._awaiting().run(value)
        if type(value) is CoroutineType:
            self.unawaited(value)
        return value

    def _awaiting(self) -> "Loops":
        """Return the event loops; asyncio is not loaded before code awaits or imports it."""
        if self._loops is None:
            from codenode.worker.policy.loops import Loops  # noqa: PLC0415

            self._loops = Loops(self.note, self._reads, self._calls)
        return self._loops

    def running(self) -> "Loop | None":
        """Return the event loop in which code is being awaited, if there is one."""
        return self._loops.running() if self._loops is not None else None

    def _asyncio(self) -> dict[str, object]:
        from codenode.worker.policy.asyncio_facade import asyncio_names  # noqa: PLC0415 - as above

        return asyncio_names(self._tools, self._awaiting())

    def note(self, text: str) -> None:
        """Keep a line for the end of the action."""
        if len(self.notes) < _NOTES:
            self.notes[text] = None

    def unawaited(self, coroutine: "CoroutineType[Any, Any, Any]") -> None:
        """Note that nobody awaited a coroutine of the code, or one that it was given."""
        if coroutine.cr_code.co_filename.endswith(_OURS):
            return
        name = str.__str__(coroutine.__name__)[:_NAME]
        self.note(f"coroutine {name!r} was never awaited: write `await {name}(...)`")

    def user_names(self) -> list[str]:
        """Return the names the code defined, newest first."""
        # Warnings leave a `__warningregistry__` in the namespace of the frame they point at.
        return [name for name in reversed(self.globals) if name not in self._hidden and not names.is_dunder(name)]

    def check(self) -> None:
        """Look whether the guards stand as they stood; to be called after each action.

        Raises:
            Tampered: one was replaced; the session must end.
        """
        # Compared by identity: an equality test could run the code's own `__eq__`.
        found = [self.globals.get(name, _MISSING) for name in self._hidden]
        same = len(self._kept) == len(self._builtins) and all(map(is_, self._kept.values(), self._builtins.values()))
        if not same or not all(map(is_, found, self._hidden.values())):
            raise Tampered("a guard or a builtin of the room was replaced")

    def _dir(self, value: object = _MISSING, /) -> list[str]:
        return sorted(self.user_names()) if value is _MISSING else list_names(value)
