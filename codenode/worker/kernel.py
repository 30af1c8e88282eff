"""Run actions one after another in one namespace, and tell the host what happened."""

import sys
import warnings
from collections.abc import Callable
from types import CodeType
from zlib import crc32

from codenode.worker.calls import HEADROOM, Calls
from codenode.worker.ceilings import advice, passed
from codenode.worker.chance import Chance
from codenode.worker.channel import Channel, Hangup
from codenode.worker.clock import Clock, TimedOut
from codenode.worker.displays import Displays, close_figures
from codenode.worker.done import answered, failed, refused, valued
from codenode.worker.files import Files
from codenode.worker.frames import Frame, FrameTooLarge
from codenode.worker.naming import NAME, ending, message, named
from codenode.worker.output import Output, Stream
from codenode.worker.policy.compiler import Refusal, compile_action
from codenode.worker.policy.imports import Trust
from codenode.worker.policy.room import Room
from codenode.worker.preview import shape
from codenode.worker.proxies import FinalAnswer, Stopped, ToolError, abreast, proxy
from codenode.worker.reads import Reads
from codenode.worker.snapshot.codes import Codes
from codenode.worker.snapshot.scratch import seen
from codenode.worker.sources import Sources

VARIABLES = 50
CODES = 64
FEW = 20  # variables that fit into the smallest ceiling of frames, whatever they are called
TIMES = ("seconds", "cpu_seconds")
FEWER = "show less of it, or print a part. The variables are kept"
TYPE_CHECKING = False
if TYPE_CHECKING:
    from codenode.worker.faults import Faults
    from codenode.worker.policy.loop import Loop
    from codenode.worker.snapshot.keeper import Keeper

SPARE = 8 << 20  # bytes let go of when memory is out, for what tells of it
NOTHING = object()


class Kernel:
    """One session: a room, its output, its tools, its clock.

    Args:
        channel: to the host.
        new_clock: makes the clock that stops an action.
        trust: entered while a library is imported.
        alone: this process belongs to the session; nobody else's random numbers and streams are in it.
    """

    def __init__(
        self,
        channel: Channel,
        new_clock: Callable[[Callable[[], None]], Clock],
        trust: Trust | None = None,
        *,
        alone: bool = True,
    ) -> None:
        self._channel = channel
        self._trust = trust or Trust()
        self._new_clock = new_clock
        self._alone = alone
        self._reads = Reads()
        self._codes: dict[str, CodeType] = {}
        self._sources = Sources()
        self._written = Codes()
        self._keeper: Keeper | None = None
        self._mute = self._ran = False
        self._faults: Faults | None = None
        self._answer: object = NOTHING
        self._spare: bytes | None = None

    def serve(self, opening: Frame) -> None:
        """Open the room as the first frame says, then run what comes until the host hangs up."""
        self._open(opening)
        if self._alone:
            # The interpreter asks for it by this name; its own would write to where nobody reads.
            warnings._warn_unawaited_coroutine = self._room.unawaited  # type: ignore[attr-defined] # noqa: SLF001
        while True:
            frame = self._channel.read()
            if frame["type"] == "run":
                self._finish(self._run(frame))
            elif frame["type"] == "save":
                self._channel.write(self._kept(self._save, frame))
            elif frame["type"] == "restore":
                self._channel.write(self._kept(self._restore, frame))
            self._room.check()  # while the host reads: a room that was tampered with runs nothing more

    # --- opening --------------------------------------------------------------------------------------

    def _open(self, frame: Frame) -> None:
        self._limits = frame["limits"]
        # In a thread of the host the process is not ours to bound.
        self._ceilings = self._limits if self._alone else {name: self._limits[name] for name in TIMES}
        self._channel.limit = self._limits["frame_bytes"]
        self._output = Output(self._tell, int(self._limits["output_bytes"]))
        if self._alone:  # what libraries print is the code's
            sys.stdout = Stream(self._output)
        self._clock = self._new_clock(self._tick)
        self._displays = Displays(self._send, self._output.write, self._limits)
        self._folder, self._given = frame["folder"], seen(frame["folder"])
        self._chance = Chance(frame["seed"], alone=self._alone)
        told: list[str] = []
        self._calls = calls = Calls(self._channel, self._clock, self._output.flush, self._reads, self._loop)
        tools = {tool["name"]: proxy(tool["name"], tool["doc"], calls.call) for tool in frame["tools"]}
        later = {tool["name"]: proxy(tool["name"], tool["doc"], calls.later) for tool in frame["tools"]}
        parallel = {"parallel": abreast({tool: name for name, tool in tools.items()}, calls.each)}
        self._room = Room(
            builtins={**self._builtins(Files(frame["folder"])), **parallel},
            tools={**tools, **parallel} if tools else {},
            later=later,
            calls=calls,
            imports=frame["imports"],
            warn=told.append,
            chance=self._chance,
            reads=self._reads,
            display=self._displays.show,
            trust=_Importing(self._clock, self._trust),
        )
        self._imports: list[str] = frame["imports"]
        self._lost: dict[str, str] = dict.fromkeys(frame["lost"], "")
        self._news: list[str] = []
        self._channel.write({"type": "ready", "warnings": told})

    def _builtins(self, files: Files) -> dict[str, object]:
        return {
            "print": self._output.print,
            "open": files.open,
            "input": _no_input,
            "ToolError": ToolError,
            "final_answer": self._ending(),
        }

    def _loop(self) -> "Loop | None":
        return self._room.running()

    # --- what the code can reach ----------------------------------------------------------------------

    def _ending(self) -> Callable[..., None]:
        def final_answer(*values: object, **named: object) -> None:
            """Give the answer, one value, and end the task."""
            if len(values) + len(named) != 1:
                raise TypeError(
                    f"final_answer() takes exactly one value, got {len(values) + len(named)}; "
                    "put several into one: final_answer([first, second])"
                )
            if not self._calls.open:
                raise RuntimeError("no action runs: a finalizer cannot answer for it")
            self._answer = values[0] if values else next(iter(named.values()))
            raise FinalAnswer

        return final_answer

    def _tell(self, text: str) -> None:
        self._send({"type": "output", "text": text})

    def _send(self, frame: Frame) -> None:
        if self._mute:
            return  # code that runs while its variables are saved or made has nobody to tell
        with self._clock:
            deep = sys.getrecursionlimit()
            try:
                sys.setrecursionlimit(deep + HEADROOM)
                self._channel.write(frame)
            except BaseException:  # noqa: BLE001 - as above: half a frame is worse than none
                self._channel.close()
                raise Hangup from None
            finally:
                sys.setrecursionlimit(deep)

    def _tick(self) -> None:
        self._output.flush()

    # --- snapshots ------------------------------------------------------------------------------------

    def _kept(self, work: Callable[[Frame], Frame], frame: Frame) -> Frame:
        """Save or restore under the clock: code of the user may run, a `__hash__` say."""
        self._mute = True
        self._clock.start(self._limits["start_seconds"])
        try:
            done = work(frame)
        except Hangup:
            raise
        except TimedOut:
            done = {"type": "failed", "why": f"it took over {self._limits['start_seconds']:g} s"}
        except BaseException as error:  # noqa: BLE001 - memory, or a room in which nothing works any more
            done = {"type": "failed", "why": ending(named(type(error)), message(error))}
        finally:
            self._stop()
            self._mute = False
        return done

    def _save(self, frame: Frame) -> Frame:
        parts, unkept = self._keeping().save(frame["most"])
        known = set(frame["known"])
        self._stop()
        for digest, data in parts.bytes.items():
            if digest not in known:
                self._channel.write({"type": "part", "role": parts.roles[digest], "bytes": memoryview(data).nbytes})
                self._channel.send(data)
        return {"type": "saved", "parts": list(parts.bytes), "unkept": unkept, "gone": self._keeping().still_gone()}

    def _restore(self, frame: Frame) -> Frame:
        if self._ran:
            raise RuntimeError("an action has run here already")
        parts = [(role, digest, self._channel.take(size)) for role, digest, size in frame["parts"]]
        unmade = self._keeping().restore(parts)
        self._unkept(unmade + frame["unkept"], frame["gone"])
        return {"type": "restored", "variables": self._variables()}

    def _keeping(self) -> "Keeper":
        if self._keeper is None:
            from codenode.worker.snapshot.keeper import Keeper  # noqa: PLC0415 - only who saves needs it

            self._keeper = Keeper(
                self._room,
                codes=self._written,
                sources=self._sources,
                reads=self._reads,
                chance=self._chance,
                folder=self._folder,
                given=self._given,
                trust=self._trust,
            )
        return self._keeper

    def _unkept(self, unkept: "list[dict[str, str]]", gone: "list[dict[str, str]]") -> None:
        """Let the next action say what is newly gone, and every NameError from here on what is gone at all."""
        self._keeping().gone.update((item["name"], item) for item in [*gone, *unkept])
        for item in [*gone, *unkept]:
            kind = f" ({item['type']})" if item["type"] else ""
            line = f", made by `{item['line']}`," if item["line"] else ""
            text = f"`{item['name']}`{kind}{line} could not be kept: {item['why']}; make it again"
            self._lost[item["name"]] = text
            if item not in gone:
                self._news.append(text)

    # --- one action -----------------------------------------------------------------------------------

    def _run(self, frame: Frame) -> Frame:
        self._output.begin()
        self._reads.begin(frame.get("reads", ()))
        self._displays.begin()
        self._answer = NOTHING
        self._room.notes.clear()
        self._room.notes.update(dict.fromkeys(self._news))
        self._news.clear()
        self._ran = True
        self._spare = self._spare or _kept_back()
        source = frame["code"]
        # Named after its text: the same text compiles once, and a line is never taken for another action's.
        filename = f"<action {crc32(source.encode(errors='replace')):08x}>"
        self._clock.start(self._limits["seconds"], self._limits["cpu_seconds"])
        done = self._timed(source, filename)
        self._calls.end()
        self._stop()
        self._tell_notes(done["status"])
        self._output.end()
        done["variables"] = self._variables()
        if self._output.truncated:
            done["truncated"] = True
        if reads := self._reads.fresh():
            done["reads"] = reads
        return done

    def _finish(self, done: Frame) -> None:
        """Send the last frame of an action; one that is over the ceiling of frames says so instead."""
        try:
            self._channel.write(done)
        except FrameTooLarge as error:
            small = failed("limit", "ValueError", f"what the action showed is too large: {error}", hint=FEWER)
            small["variables"] = done["variables"][:FEW]
            small["reads"] = done.get("reads", [])
            self._channel.write(small)

    def _tell_notes(self, status: str) -> None:
        if status in {"ok", "final"}:  # else they are consequences: what the error left behind
            for note in self._room.notes:
                self._output.write(f"[{note}]\n")
        self._room.notes.clear()

    def _timed(self, source: str, filename: str) -> Frame:
        """Run the action under the clock; guest code runs while an observation is made, too."""
        try:
            self._calls.begin()
            done = self._performed(source, filename)
            self._answer = NOTHING  # let go of while the clock still runs: it may hold a finalizer
        except TimedOut as late:
            self._stop()
            done = self._overtime(late, filename)
        except Hangup:
            raise
        except BaseException as error:  # noqa: BLE001
            self._spare = None  # what was kept back for this moment
            limit = passed(error)
            hint = advice(limit, self._ceilings) if limit else ""
            told = "the observation of this action could not be made"
            done = failed("limit" if limit else "error", named(type(error)), told, hint=hint)
        return done

    def _overtime(self, late: TimedOut, filename: str) -> Frame:
        if not self._clock.fired:
            return failed("error", named(type(late)), "the code raised the clock's own exception")
        return self._told().late(late, filename, self._clock.fired)

    def _stop(self) -> None:
        """Stop the clock, also when a last tick strikes just here."""
        while True:
            try:
                self._clock.stop()
            except TimedOut:
                continue
            return

    def _performed(self, source: str, filename: str) -> Frame:
        try:
            value = self._room.run(self._compiled(source, filename))
            self._displays.end(value)
            # A `__exit__` that swallows everything cannot take an answer back.
            return self._valued(value) if self._answer is NOTHING else self._ended(filename)
        except Refusal as refusal:
            return refused(refusal)
        except TimedOut:
            raise
        except Stopped:
            return failed("limit", "Stopped", "the run reached a ceiling")
        except BaseException as error:  # noqa: BLE001 - whatever guest code raises is an observation
            self._show_rest()
            if self._answer is not NOTHING:
                return self._ended(filename)
            return self._faulted(error, filename)

    def _show_rest(self) -> None:
        """Show what was drawn before the code raised; what cannot be drawn is not worth a second error."""
        try:
            self._displays.end(None)
        except (TimedOut, Hangup):
            raise
        except BaseException:  # noqa: BLE001 - drawing may run the code's own formatters
            close_figures()

    def _compiled(self, source: str, filename: str) -> CodeType:
        code = self._codes.get(source)
        if code is None:
            code = compile_action(source, filename)
            if len(self._codes) >= CODES:
                self._codes.clear()
            self._codes[source] = code
            self._written.add(filename, source, code)
        self._sources.add(filename, source)
        return code

    def _ended(self, filename: str) -> Frame:
        """Return the final answer; rendering it may run guest code (`__repr__`), and that may fail."""
        try:
            return answered(self._answer, self._limits)
        except TimedOut:
            raise
        except BaseException as error:  # noqa: BLE001
            return self._faulted(error, filename)

    def _valued(self, value: object) -> Frame:
        ceiling = int(self._limits["value_bytes"])
        return valued("ok", value, ceiling, ceiling)

    def _faulted(self, error: BaseException, filename: str) -> Frame:
        if isinstance(error, MemoryError):
            self._spare = None
        calls = self._calls
        by_tool, refused = (any(error is raised for raised in some) for some in (calls.failures, calls.refusals))
        return self._told().frame(error, filename, by_tool=by_tool, hint="" if refused else None)

    def _told(self) -> "Faults":
        if self._faults is None:
            from codenode.worker.faults import Faults  # noqa: PLC0415 - a session without errors starts faster

            self._faults = Faults(self._sources, self._room.user_names, self._imports, self._lost, self._ceilings)
        return self._faults

    def _variables(self) -> list[dict[str, str]]:
        names = self._room.user_names()[:VARIABLES]
        values = self._room.globals
        return [_described(name, values[name]) for name in names]


def _described(name: str, value: object) -> dict[str, str]:
    variable = {"name": name[:NAME], "type": named(type(value))}
    try:
        size = shape(value)
    except Exception:  # noqa: BLE001 - whatever a library raises: the size is a courtesy
        size = ""
    if size:
        variable["shape"] = size[:NAME]
    return variable


def _kept_back() -> bytes | None:
    try:
        return bytes(SPARE)  # of pages that were never written: addresses, no memory
    except MemoryError:  # the variables of earlier actions hold it all, and this one may let go of them
        return None


class _Importing(Trust):
    """Stops the clock while a library is imported: half a module would stay in the interpreter."""

    def __init__(self, clock: Clock, trust: Trust) -> None:
        self._clock = clock
        self._trust = trust

    def __enter__(self) -> None:
        self._clock.__enter__()
        self._trust.__enter__()

    def __exit__(self, kind: type[BaseException] | None = None, *_: object) -> None:
        self._trust.__exit__()
        self._clock.__exit__(kind)


def _no_input(prompt: object = "") -> str:  # noqa: ARG001 - the signature of `input`
    raise PermissionError("nobody is there to answer input(); use the data you have, or call a tool")
