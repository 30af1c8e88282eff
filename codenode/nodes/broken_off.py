"""Tell the model what actions did that an earlier run left unfinished: somebody wrote instead of resuming it.

LangGraph drops what was going on when a run begins with new input. The journal knows which calls had been made, and
the model that wrote them must know it, too: it would make them again.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, cast

from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig

from codenode.budget import no_usage
from codenode.compaction import variables
from codenode.effects import Blocking, Steps, left
from codenode.errors import JournalError
from codenode.journal.entries import Entry, Kept, Records, verified
from codenode.lineage import Line, ids, line, stops, was_latest, wrote
from codenode.memory import shortened
from codenode.nodes.parts import Parts
from codenode.pausing import Pausing
from codenode.runs import node_of
from codenode.state import CodeState
from codenode.types import Action, CallRecord, CallStatus, Fault, Observation, Step, Variable

FAULT = "BrokenOff"
CUT_OFF = "the run was cut off before this action ended: what it printed is lost, and the variables are as before it"
DROPPED = "the run that this action belongs to was cut off: what it printed is lost, and so are its variables"
HINT = "do not make a call again that was made or may have been; where you must know, find out first"
UNRECORDED = "(what it called is not recorded in this process: if it ran in another one, it may have made calls)"
DAMAGED = "(the record of its calls is damaged: it may have made any)"
NONE = "(it had made no calls)"
SHOWN = 300
"""Characters of the arguments of a call, and of what it gave."""
CALLS = 100
ACTIONS = 20


class Found(NamedTuple):
    """An action that did not end, and what is recorded of it: nothing where there is no record."""

    action: Action
    records: Records | None
    damaged: bool = False


def broken_off(parts: Parts, state: CodeState, config: RunnableConfig) -> Steps[list[Step]]:
    """Return the actions that the runs before left unfinished, as steps of the thread.

    The thread's own are at most one, and the state has it. Of an agent whose state lasts one call, the graph around
    it may have dropped the whole run: all that run did is told, by the journal.
    """
    pausing = Pausing(config)
    if not (pausing.is_stored and parts.stored):
        return []
    if pending := state.get("action"):
        found = [(yield from _pending(parts, pending, pausing))] if pending["code"] else []
    elif not pausing.is_kept and (runs := _unanswered(parts, state)):
        found = yield from _dropped(parts, pausing, runs)
    else:
        return []
    kept = pausing.is_kept and parts.memory.persist == "thread"
    steps = list(state.get("steps") or []) if kept else []
    return [
        _step(parts, one, len(steps) + number, variables(steps), kept=kept) for number, one in enumerate(found, start=1)
    ]


# --- which ----------------------------------------------------------------------------------------------------


def _pending(parts: Parts, action: Action, pausing: Pausing) -> Steps[Found]:
    """Return the action that the state has begun, with its records of this history."""
    graph = pausing.namespace.rpartition("|")[0]
    found = yield from line(pausing, graph, lambda found: _holds(found, action))
    stood = ids(found)
    try:
        for task, entries in (yield from _read(parts, pausing)).items():
            header = entries[0]
            at = header.get("checkpoints", {}).get(graph)
            if header.get("action") != action["id"] or not (at is None or at in stood):
                continue
            if at and not (yield from _ours(pausing, found, at, task.rpartition(":")[2])):
                continue
            return _found(entries, action)
    except JournalError:
        return Found(action, None, damaged=True)
    return Found(action, None)


def _holds(found: Line, action: Action) -> bool:
    """Say whether the action may have begun before a checkpoint: one that begins a fork begins it anew."""
    last = found[-1]
    pending = last.checkpoint["channel_values"].get("action")
    return pending is not None and pending["id"] == action["id"] and last.metadata.get("source") != "fork"


def _unanswered(parts: Parts, state: CodeState) -> int:
    """Return how many turns before this one the agent owes an answer, as far as the conversation shows."""
    asked = 0
    for message in reversed(state["messages"]):
        if isinstance(message, AIMessage) and message.name == parts.name:
            break
        asked += isinstance(message, HumanMessage)
    return max(0, asked - 1)


def _dropped(parts: Parts, pausing: Pausing, runs: int) -> Steps[list[Found]]:
    """Return what runs of this agent did whose graph around stopped before it had their outcome."""

    def goes_on(found: Line) -> bool:
        return sum(one.metadata.get("source") == "input" for one in found[:-1]) < runs

    found = yield from line(pausing, "", goes_on)
    stopped = ids(stops(pausing, found))
    if not stopped:
        return []
    told: list[Found] = []
    place = node_of(pausing.namespace.rpartition("|")[0])
    try:
        for task, entries in (yield from _read(parts, pausing)).items():
            header = entries[0]
            at = header.get("checkpoints", {}).get("", "")
            is_here = header.get("agent") == parts.name and node_of(task.rpartition("|")[0]) == place
            outer = task.partition("|")[0].rpartition(":")[2]
            if is_here and at in stopped and (yield from _ours(pausing, found, at, outer)):
                told.append(_found(entries))
    except JournalError:
        return []  # nothing says whose the damaged record is; a resume would be told
    return told[-ACTIONS:]


def _ours(pausing: Pausing, found: Line, at: str, task: str) -> Steps[bool]:
    """Say whether what a task did after a checkpoint belongs to this history: a fork leaves it to the other one."""
    checkpoint = ids(found)[at]
    return not wrote(checkpoint, task) or (yield from was_latest(pausing, found, checkpoint))


def _read(parts: Parts, pausing: Pausing) -> Steps[Mapping[str, Sequence[Entry]]]:
    read: Mapping[str, Sequence[Entry]] = yield Blocking(lambda: parts.journal.read(pausing.thread), left)
    return {task: entries for task, entries in read.items() if entries}


def _found(entries: Sequence[Entry], pending: Action | None = None) -> Found:
    """Return an action with its records.

    Raises:
        JournalError: they are damaged.
    """
    records = Records()
    for entry in verified(entries):
        records.add(entry)
    header = entries[0]
    action = pending or Action(id=header["action"], code=header["code"], thought="")
    return Found(Action({**action, "code": _edited(records) or action["code"]}), records)


def _edited(records: Records) -> str:
    """Return the code that somebody put in the place of the action's."""
    asked = records.calls[0].asked if 0 in records.calls else None
    decided = cast("Any", records.decisions.get(asked["approval"])) if asked else None
    if decided and decided[0]["type"] == "edit":
        return str(decided[0]["edited_action"]["args"]["code"])
    return ""


# --- what is told ---------------------------------------------------------------------------------------------


def _step(parts: Parts, found: Found, number: int, known: list[Variable], *, kept: bool) -> Step:
    calls = found.records.calls if found.records else {}
    seen = Observation(
        status="error",
        output="\n".join(_lines(parts, found, calls)),
        value=None,
        preview="",
        fault=Fault(type=FAULT, message=CUT_OFF if kept else DROPPED, line=None, hint=HINT),
        truncated=False,
        variables=known,
    )
    records = [
        CallRecord(
            id=f"{found.action['id']}.{n}", tool=one.tool, arguments_hash=one.digest[:16], status=status, seconds=0.0
        )
        for n, one in sorted(calls.items())
        if n and (status := _status(one))
    ]
    usage = no_usage()
    usage["tool_calls"] = len(records)
    return Step(
        number=number, action=found.action, observation=seen, calls=records, usage=usage, seconds=0.0, broken_off=True
    )


def _lines(parts: Parts, found: Found, calls: Mapping[int, Kept]) -> Iterator[str]:
    made = [one for number, one in sorted(calls.items()) if number]
    if found.damaged:
        yield DAMAGED
    elif waiting := _code_waits(found.records):
        yield waiting
    elif not made:
        yield NONE if found.records or parts.journal.durable or not len(parts.toolset) else UNRECORDED
    else:
        yield "Calls of this action:"
        if len(made) > CALLS:
            yield f"(the first {len(made) - CALLS} are not listed)"
        yield from (f"{_written(one)} {_outcome(one)}" for one in made[-CALLS:])


def _code_waits(records: Records | None) -> str:
    """Return that nothing ran, where somebody was asked about the code itself and had not answered."""
    asked = records.calls[0].asked if records and 0 in records.calls else None
    waits = records and asked and asked["approval"] not in records.decisions
    return "(it waited for approval and was not run; that request is void)" if waits else ""


def _status(call: Kept) -> CallStatus | None:
    """Return how a call ended, as far as it is known; None where it was never made."""
    if call.done is not None:
        return cast("CallStatus", call.done["outcome"])
    if call.started is None:
        return None
    return "paused" if call.paused else "unknown"


def _outcome(call: Kept) -> str:
    if call.done is not None:
        return _ended(call.done)
    match _status(call):
        case None:
            return "waited for approval and was not made; that request is void"
        case "paused":
            return "had begun and waited for somebody; it did not end, and what it did before may have happened"
        case _:
            return "had started, and its outcome is unknown: it may or may not have happened"


def _ended(done: Entry) -> str:
    if done.get("steers"):
        return "was made, and steers the graph"
    if "error" in done:
        kind, message = done["error"]
        said = shortened(f"{kind}: {message}", SHOWN)
        return f"raised {said}" if done["outcome"] == "failed" else f"was not made ({said})"
    return f"gave {shortened(repr(done.get('value')), SHOWN)}"


def _written(call: Kept) -> str:
    """Return a call as code would make it."""
    text = (call.started or {}).get("edited") or call.arguments
    try:
        given = json.loads(text)
        inside = ", ".join(f"{name}={value!r}" for name, value in given.items())
    except (ValueError, AttributeError):  # cut: they are very long
        inside = text
    return f"{call.tool}({shortened(inside, SHOWN)})"
