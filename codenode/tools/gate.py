"""The one gate that every tool call passes, with the same stages in the same order.

Span, journal (a recorded call is compared and returned), arguments, policy, budget, intent written down, the
tool, outcome written down. The calls of one request of the code run together; somebody is asked about all of
them at once, after those that need no approval have ended. The gate is sans-IO like the conversation it serves.
"""

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphBubbleUp
from langgraph.types import Command
from pydantic import ValidationError

from codenode.budget import Budget
from codenode.effects import Steps
from codenode.errors import JournalError
from codenode.executors.conversation import CallRequest, Reply, passed
from codenode.journal.book import Book
from codenode.journal.entries import SHOWN, Asked, Entry, Kept, Outcome, as_asked, canonical, digest
from codenode.pausing import Pausing
from codenode.policy import Policy, Verdict
from codenode.tools import approvals
from codenode.tools.asking import Check, decisions
from codenode.tools.binding import Mistake, bound, data, ended, named, raised, received, recorded, shown
from codenode.tools.commands import check_agree, check_known, dumped, loaded, steering, together
from codenode.tools.deeds import Invoke, Together
from codenode.tools.injected import Surroundings
from codenode.tools.marks import Call
from codenode.tools.missed import missed, record, tell_missed
from codenode.tools.toolset import Tool, Toolset
from codenode.tracing.spans import Spans
from codenode.types import CallRecord, CallStatus, Event, Fault, Observation, storable

UNKNOWN = (
    "{call} had started when an earlier attempt of this run was cut off, and its result was lost: it may or may not "
    "have happened. Do not call it again before you know"
)


@dataclass(slots=True, kw_only=True)
class Turn:
    """One call on its way through the gate."""

    number: int
    id: str
    request: CallRequest
    began: float
    tool: Tool | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    edited: bool = False
    asked: Asked | None = None
    """None where the call cannot be made as written."""
    key: str = ""
    kept: Kept | None = None
    asks: bool = False
    doubtful: bool = False
    """It had started in an earlier attempt, and how it ended is not known."""
    runs: bool = False
    attempt: int = 1
    status: CallStatus = "done"
    reply: Reply | None = None
    replayed: bool = False
    paused: GraphBubbleUp | None = None
    seconds: float = 0.0

    @property
    def digest(self) -> str:
        """Of tool and arguments as asked; empty where the call cannot be made as written."""
        return self.asked.digest if self.asked else ""

    @property
    def doubts(self) -> bool:
        """Its outcome was lost, now or once before."""
        return self.doubtful or bool(self.kept and self.kept.doubts)

    @property
    def known(self) -> Entry | None:
        """How it ended before, as recorded."""
        return self.kept.done if self.kept else None


@dataclass(kw_only=True)
class Gate:
    """The calls of one action."""

    toolset: Toolset
    budget: Budget
    used: int
    """Tool calls of the run before this action."""
    action: str
    """Id of the action; a call's id is `{action}.{n}`, n in the order in which the code made its calls."""
    step: int
    spans: Spans
    tell: Callable[[Event], None]
    policy: Policy = field(default_factory=Policy)
    pausing: Pausing | None = None
    """What the run is paused through; None where no graph runs."""
    book: Book | None = None
    """What keeps the calls; None where no resume could find it."""
    remembered: list[str] = field(default_factory=list)
    """Tools that somebody has allowed for the rest of the thread."""
    told: Callable[[], list[int]] = lambda: [0, 0]
    """How much was streamed so far: written down before a pause, so that it is not streamed again."""
    around: Callable[[str, RunnableConfig], Surroundings] | None = None
    """What tools may want of the graph; None where none runs."""
    nodes: Collection[str] = ()
    """Of the graph around, where they are known: a hand-over must lead to one."""
    records: list[CallRecord] = field(default_factory=list)
    _commands: dict[int, Command[Any]] = field(default_factory=dict)
    """What tools returned to steer the graph, by the number of the call; they ended the action."""
    _seen: set[int] = field(default_factory=set)
    """Numbers of the calls that the code has made."""
    _taken: int = 0
    _reads: list[int] = field(default_factory=list)

    @property
    def command(self) -> Command[Any] | None:
        """What tools returned to steer the graph, as one; it ended the action."""
        return together(self.commands)

    @property
    def commands(self) -> list[Command[Any]]:
        """What each of them returned, in the order of the calls."""
        return [self._commands[number] for number in sorted(self._commands)]

    @property
    def made(self) -> list[CallRecord]:
        """The calls, but those that steer the graph."""
        steering = {f"{self.action}.{number}" for number in self._commands}
        return [one for one in self.records if one["id"] not in steering]

    def resumed(self, skip: Callable[[tuple[int, int]], None]) -> Steps[None]:
        """Open the journal of an action that goes on after a pause, before it runs again.

        Args:
            skip: is told how much was streamed before: it is not streamed again.
        """
        if self.book is not None and self.pausing is not None and self.pausing.resuming:
            yield from self.book.open()
            skip(self.book.records.told)

    @property
    def reads(self) -> Sequence[int]:
        """What the action read from clocks when it ran before."""
        return self.book.records.reads if self.book else ()

    def ended(self, seen: Observation) -> None:
        """Compare the calls of an action that has ended with those it had made when it ran before.

        Raises:
            Divergence: it did without one of them, and did not fail.
        """
        if self.book is None or not (left := missed(self.book.records, self._seen)):
            return
        tell_missed(seen, left, self.action)
        self.records += [record(self.action, number, kept) for number, kept in left.items()]

    def calls(self, requests: Sequence[CallRequest]) -> Steps[list[Reply]]:
        """Take calls that run together through all stages; return what the code gets, in order.

        Raises:
            GraphInterrupt: somebody is asked, or a tool pauses; the run goes on from the journal.
            Divergence: the journal has other calls.
        """
        if self.book is not None and not self.book.is_open:
            yield from self.book.open()
        turns = [self._admitted(request) for request in requests]
        later = [turn for turn in turns if turn.asks or turn.doubts]
        yield from self._performed([turn for turn in turns if turn not in later])
        if asked := [turn for turn in later if turn.asks]:
            yield from self._asked(asked)
        for turn in later:
            yield from self._doubted(turn)
        yield from self._performed(later)
        return [turn.reply or Reply() for turn in turns]

    def approved(self, code: str) -> Steps[tuple[str, str]]:
        """Ask about a whole action, where the policy says so; return the code to run, and why none is run.

        Raises:
            GraphInterrupt: there is no answer yet.
        """
        if not self.policy.asks_about(code):
            return code, ""
        if self.book is not None and not self.book.is_open:
            yield from self.book.open()
        told = digest("python", code)
        action = approvals.ActionRequest(
            name="python", args={"code": code}, description="Code that the agent wants to run.",
            id=f"{self.action}.0", arguments_hash=told,
        )  # fmt: skip
        request = approvals.request(digest(self.action, told)[:16], [action], ("approve", "edit", "reject"))
        arguments = canonical({"code": code})[:SHOWN]
        question = Entry(
            kind="asked", call=0, tool="python", digest=told, arguments=arguments, approval=request["approval_id"]
        )
        new = self.book is None or 0 not in self.book.records.calls
        (decision,) = yield from self._decisions(request, [question] if new else [], _check_code)
        if decision["type"] == "edit":
            return str(decision["edited_action"]["args"]["code"]), ""
        if decision["type"] == "reject":
            return code, decision.get("message") or "no reason given"
        return code, ""

    # --- before ------------------------------------------------------------------------------------------

    def _admitted(self, request: CallRequest) -> Turn:
        self._reads += request.reads
        self._seen.add(request.id)
        turn = Turn(number=request.id, id=f"{self.action}.{request.id}", request=request, began=time.monotonic())
        try:
            turn.tool = named(self.toolset, request.tool)
            turn.arguments = bound(turn.tool, request.args, request.kwargs)
            turn.asked = as_asked(turn.tool.name, turn.arguments)
            turn.kept = self.book.of(turn.number, turn.asked) if self.book else None
            self._judged(turn, turn.tool)
        except (Mistake, ValidationError) as error:
            self._fails(turn, error)
        return turn

    def _judged(self, turn: Turn, tool: Tool) -> None:
        """Say what becomes of a call: it is recorded, asked about, denied, or run."""
        if kept := turn.kept:
            turn.asks, turn.runs = kept.asked is not None, kept.asked is None
            cut_off = kept.started is not None and kept.done is None and not kept.paused
            if cut_off:
                turn.attempt = kept.attempt + 1
                turn.doubtful = not (tool.idempotent or tool.resumable)
            return
        verdict = self._verdict(tool, turn.arguments)
        if verdict == "ask":
            received(tool, turn.arguments)
        turn.asks, turn.runs = verdict == "ask", verdict == "allow"
        if verdict == "deny":
            self._denied(turn, "denied", f"{tool.name}() is not allowed by the policy of this run")

    def _verdict(self, tool: Tool, arguments: dict[str, Any]) -> Verdict:
        """Return what becomes of a call; predicates are given what the tool would get, not what was written.

        Raises:
            ValidationError: the tool would refuse it.
        """
        given = received(tool, arguments) if self.policy.weighs(tool.name) else arguments
        return self.policy.verdict(tool.name, given, self.remembered)

    def _denied(self, turn: Turn, status: CallStatus, message: str) -> None:
        kind = "UnknownOutcome" if status == "unknown" else "PermissionError"
        turn.status, turn.reply, turn.runs = status, Reply(error=(kind, message)), False

    def _fails(self, turn: Turn, error: BaseException) -> None:
        turn.status, turn.reply, turn.runs = "failed", Reply(error=raised(error, turn.tool)), False

    # --- asking ------------------------------------------------------------------------------------------

    def _asked(self, turns: Sequence[Turn]) -> Steps[None]:
        """Ask about calls, all at once; an answer for another request is asked for again."""
        approval = digest(self.action, *(f"{turn.id}:{turn.digest}" for turn in turns))[:16]
        request = approvals.request(approval, [self._shown(turn) for turn in turns])
        new = [turn for turn in turns if turn.kept is None or turn.kept.asked is None]
        questions = [Entry({**_called(turn), "kind": "asked", "approval": approval}) for turn in new]
        decisions = yield from self._decisions(request, questions, lambda found: _check_edits(turns, found))
        for turn, decision in zip(turns, decisions, strict=True):
            self._decided(turn, decision)

    def _doubted(self, turn: Turn) -> Steps[None]:
        """Find out about a call whose outcome was lost: from somebody, or let the code know."""
        assert turn.tool is not None
        questions = list(turn.kept.doubts) if turn.kept else []
        asks = self.policy.unknown == "ask" and self.pausing is not None and self.pausing.can_ask
        if turn.doubtful and asks and turn.attempt not in questions:
            questions.append(turn.attempt)
        for attempt in questions:  # each has taken an answer, and takes it again
            approval = digest(self.action, turn.id, turn.digest, str(attempt))[:16]
            request = approvals.request(approval, [self._shown(turn, doubtful=True)])
            known = turn.kept is not None and attempt in turn.kept.doubts
            question = Entry(kind="doubted", call=turn.number, attempt=attempt, approval=approval)
            decisions = yield from self._decisions(
                request, [] if known else [question], lambda found: _check_edits([turn], found)
            )
            self._decided(turn, decisions[0])
        if turn.doubtful and not questions:
            self._denied(turn, "unknown", UNKNOWN.format(call=f"{turn.tool.name}({canonical(turn.arguments)[:500]})"))

    def _decisions(
        self, request: approvals.HITLRequest, questions: list[Entry], check: Check
    ) -> Steps[Sequence[approvals.Decision]]:
        assert self.pausing is not None
        return (
            yield from decisions(
                request,
                self._noted(questions, told=True) if questions else (),
                pausing=self.pausing,
                book=self.book,
                check=check,
                labelled=self.policy.labelled,
            )
        )

    def _shown(self, turn: Turn, *, doubtful: bool = False) -> approvals.ActionRequest:
        assert turn.tool is not None
        described = turn.tool.description
        if turn.tool.explained is not None and self.around is not None:
            described = turn.tool.explained(turn.arguments, self.around(turn.id, RunnableConfig()))
        doubt = UNKNOWN.format(call=turn.tool.name) + ". Approve to make it again, respond with its result, or reject."
        return approvals.ActionRequest(
            name=turn.tool.name,
            args=storable(shown(turn.arguments)),
            description=doubt if doubtful else described,
            id=turn.id,
            arguments_hash=turn.digest,
        )

    def _decided(self, turn: Turn, decision: approvals.Decision) -> None:
        assert turn.tool is not None
        turn.status, turn.reply = "done", None
        match decision["type"]:
            case "approve":
                turn.runs = True
                if decision.get("remember") is True and turn.tool.name not in self.remembered:
                    self.remembered.append(turn.tool.name)
            case "edit":
                turn.arguments = bound(turn.tool, [], decision["edited_action"]["args"])
                turn.runs = turn.edited = True
                if self._verdict(turn.tool, turn.arguments) == "deny":
                    self._denied(turn, "denied", f"{turn.tool.name}() is not allowed with the edited arguments")
            case "reject":
                why = decision.get("message") or "no reason given"
                self._denied(turn, "rejected", f"{turn.tool.name}() was rejected: {why}")
            case "respond":
                turn.runs, turn.reply = False, Reply(value=passed(decision["message"]))

    # --- running -----------------------------------------------------------------------------------------

    def _performed(self, turns: Sequence[Turn]) -> Steps[None]:
        """Run what is to be run, return what is recorded, write down what was decided."""
        for turn in turns:
            if turn.known:
                self._recalled(turn, turn.known)
            elif turn.runs and (stop := self._over_budget()):
                turn.reply, turn.status, turn.runs = Reply(stop=stop), "denied", False
            self._taken += 1
            if turn.runs or turn.replayed:
                self._announced(turn)
        running = [turn for turn in turns if turn.runs]
        # What paused before takes its answer first, one after the other: answers are matched by order. None is
        # written down as started before its turn comes: the one before it may pause once more.
        again = [turn for turn in running if turn.kept and turn.kept.paused]
        for turn in again:
            yield from self._intended([turn])
            yield from self._run([turn])
        fresh = [turn for turn in running if turn not in again]
        yield from self._intended(fresh)
        yield from self._run(fresh)
        yield from self._settled([turn for turn in turns if not turn.runs and not turn.replayed])
        for turn in turns:
            self._closed(turn)

    def _over_budget(self) -> Fault | None:
        if self.used + self._taken < self.budget.tool_calls:
            return None
        message = f"the run may make {self.budget.tool_calls} tool calls and has made them"
        return Fault(type="BudgetExceeded", message=message, line=None, hint="answer with what you have")

    def _recalled(self, turn: Turn, known: Entry) -> None:
        turn.runs, turn.replayed, turn.status = False, True, known["outcome"]
        turn.reply = recorded(known, turn.request.tool)
        if known.get("steers"):
            self._steered(turn, loaded(known["value"]))
        if self.pausing is not None:
            self.pausing.skip(known.get("slots", 0))

    def _intended(self, turns: Sequence[Turn]) -> Steps[None]:
        if self.book is None or not turns:
            return
        yield from self.book.write(*self._noted([self._started(turn) for turn in turns]))

    def _started(self, turn: Turn) -> Entry:
        assert self.book is not None
        assert turn.asked is not None
        arguments = canonical(turn.arguments) if turn.edited else turn.asked.arguments
        turn.key = self.book.key(turn.number, turn.asked.tool, arguments)
        entry = Entry({**_called(turn), "kind": "started", "attempt": turn.attempt, "key": turn.key})
        if turn.edited:
            entry["edited"] = arguments[:SHOWN]
        return entry

    def _run(self, turns: Sequence[Turn]) -> Steps[None]:
        if not turns:
            return
        yield Together([self._deed(turn) for turn in turns])
        paused = [turn.paused for turn in turns if turn.paused]
        if paused:
            raise paused[0]

    def _deed(self, turn: Turn) -> Steps[None]:
        """Run one tool; its outcome is durable before the code sees it."""
        assert turn.tool is not None
        call = Call(id=turn.id, key=turn.key, attempt=turn.attempt)
        config, slots = self.pausing.of_call(turn.number) if self.pausing else (None, [])
        with self.spans.tool(turn.request.tool, turn.id) as span:
            value: object = None
            try:
                result = yield Invoke(turn.tool, self._filled(turn, config), call, config)
                if (command := steering(result)) is not None:
                    self._steered(turn, command)
                    value = dumped(command)
                else:
                    value = passed(data(result))
                    turn.reply = Reply(value=value)
            except GraphBubbleUp as pause:
                turn.paused, turn.status = pause, "paused"
                span.end_as("paused")
            except JournalError as error:  # of an agent that is a tool: no code may go on as if it had only failed
                span.failed(error)
                raise
            except (Exception, SystemExit) as error:  # noqa: BLE001 - what a tool raises is raised in the code
                self._fails(turn, error)
                span.failed(error)
            turn.seconds = time.monotonic() - turn.began
            span.called(turn.status, turn.seconds, turn.digest[:16])
            if slots and self.pausing is not None:
                yield from self.pausing.spend()
            if self.book is not None:
                yield from self.book.write(self._outcome(turn, value, len(slots)))

    def _steered(self, turn: Turn, command: Command[Any]) -> None:
        """End the action: the graph goes where a tool said.

        Raises:
            RuntimeError: there is no parent graph to go to, or another call goes elsewhere.
        """
        if command.graph == Command.PARENT and not (self.pausing and self.pausing.is_nested):
            raise RuntimeError("this agent is not part of another graph: there is nobody to hand over to")
        if command.graph == Command.PARENT:
            check_known(command, self.nodes)
        check_agree(self._commands.values(), command)
        self._commands[turn.number] = command
        turn.reply = ended(turn.request.tool)

    def _filled(self, turn: Turn, config: RunnableConfig | None) -> dict[str, Any]:
        """Return the arguments with those the code does not pass."""
        if turn.tool is None or not turn.tool.fillers or self.around is None:
            return turn.arguments
        around = self.around(turn.id, config or RunnableConfig())
        return {**turn.arguments, **{name: fill(around) for name, fill in turn.tool.fillers.items()}}

    def _outcome(self, turn: Turn, value: object, slots: int) -> Entry:
        if turn.paused is not None:
            return Entry(kind="paused", call=turn.number, told=self.told())
        entry = _ended(turn)
        if turn.status == "done":
            entry["value"] = value
            if turn.number in self._commands:
                entry["steers"] = True
        if slots:
            entry["slots"] = slots
        return entry

    def _settled(self, turns: Sequence[Turn]) -> Steps[None]:
        """Write down what was decided without the tool: a replay must not decide it anew."""
        decided = [turn for turn in turns if turn.status in {"denied", "rejected", "unknown"} or _responded(turn)]
        entries = []
        for turn in decided:
            if turn.reply is None or turn.reply.stop:
                continue
            entry = Entry({**_called(turn), **_ended(turn)})
            if _responded(turn):
                entry["value"] = turn.reply.value
            entries.append(entry)
        if self.book is not None and entries:
            yield from self.book.write(*self._noted(entries))

    def _noted(self, entries: list[Entry], *, told: bool = False) -> list[Entry]:
        """Put on the first of the entries what the code has newly read from clocks, and what was streamed."""
        known = len(self.book.records.reads) if self.book else 0
        if reads := self._reads[known:]:
            entries[0]["reads"] = reads
        if told:
            entries[0]["told"] = self.told()
        return entries

    # --- after -------------------------------------------------------------------------------------------

    def _announced(self, turn: Turn) -> None:
        name, arguments = turn.request.tool, shown(turn.arguments)
        self.tell(Event(type="call", step=self.step, id=turn.id, tool=name, arguments=arguments))

    def _closed(self, turn: Turn) -> None:
        name, status = turn.request.tool[:200], turn.status
        turn.seconds = turn.seconds or time.monotonic() - turn.began
        record = CallRecord(id=turn.id, tool=name, arguments_hash=turn.digest[:16], status=status, seconds=turn.seconds)
        if turn.replayed:
            record["replayed"] = True
        if turn.replayed or not turn.runs:
            with self.spans.tool(turn.request.tool, turn.id) as span:
                span.called(status, turn.seconds, turn.digest[:16])
                if turn.reply and turn.reply.error and status == "failed":
                    span.failed(RuntimeError(turn.reply.error[0]))
        self.records.append(record)
        self.tell(Event(type="return", step=self.step, id=turn.id, tool=name, status=status, seconds=turn.seconds))


def _called(turn: Turn) -> Entry:
    """Return what is written of a call: what was asked, before somebody edited it."""
    assert turn.asked is not None
    tool, arguments, told = turn.asked
    return Entry(call=turn.number, tool=tool, digest=told, arguments=arguments[:SHOWN])


def _ended(turn: Turn) -> Entry:
    outcome: Outcome = turn.status if turn.status != "paused" else "failed"
    entry = Entry(kind="done", call=turn.number, outcome=outcome, seconds=round(turn.seconds, 6))
    if turn.reply is not None and turn.reply.error is not None:
        entry["error"] = list(turn.reply.error)
    return entry


def _responded(turn: Turn) -> bool:
    return turn.status == "done" and not turn.runs and turn.reply is not None and turn.reply.value is not None


def _check_edits(turns: Sequence[Turn], decisions: Sequence[approvals.Decision]) -> None:
    for turn, decision in zip(turns, decisions, strict=True):
        if decision["type"] != "edit" or turn.tool is None:
            continue
        try:
            received(turn.tool, bound(turn.tool, [], decision["edited_action"]["args"]))
        except (Mistake, ValidationError) as error:
            raise approvals.Refused(f"the edited call is wrong: {raised(error, turn.tool)[1]}") from None


def _check_code(decisions: Sequence[approvals.Decision]) -> None:
    for decision in decisions:
        if decision["type"] == "edit" and not isinstance(decision["edited_action"]["args"].get("code"), str):
            raise approvals.Refused("an edit of an action needs args with the new code: {'code': '...'}")
