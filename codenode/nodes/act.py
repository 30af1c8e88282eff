"""Run the pending action and write down what happened."""

import logging
import time
from collections.abc import Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.runtime import get_runtime
from langgraph.types import Command

from codenode.budget import added, no_usage
from codenode.effects import Steps
from codenode.errors import CodenodeError, SnapshotError, SnapshotRefused
from codenode.executors.sessions import Session
from codenode.journal.book import Book, within
from codenode.journal.entries import Records
from codenode.nodes.base import Verb
from codenode.nodes.files import kept_files
from codenode.nodes.parts import Parts, Telling, teller
from codenode.nodes.prompt import fresh_plan
from codenode.nodes.steering import check_goto, handed, steered
from codenode.pausing import Pausing
from codenode.prompts import render
from codenode.runs import Run
from codenode.state import CodeState, Update, of_run
from codenode.tools.commands import as_update, parted, tell_ended
from codenode.tools.gate import Gate
from codenode.tools.injected import Surroundings
from codenode.tools.rebuild import rebuilt, run_again
from codenode.tools.remembering import allowed
from codenode.types import Action, CallRecord, Event, Fault, Observation, SnapshotRef, Step, storable

log = logging.getLogger("codenode")


def act(parts: Parts) -> Verb:
    """Return the node's logic."""

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update | Command[Any]]:
        started = time.monotonic()
        run = parts.registry.of(config)
        assert state["action"] is not None
        action = Action({**state["action"]})  # a copy: somebody may edit its code
        state, pausing = CodeState({**state, "action": action}), Pausing(config)
        yield from _recall(parts, run, pausing)
        gate, telling = _gate(parts, run, state, action, pausing)
        seen = yield from within(gate.book, _done(parts, run, state, gate, telling))
        own, over = parted(gate.commands)
        if own or over:
            check_goto(parts, own)
            tell_ended(seen)
        seen["value"] = storable(seen["value"])
        answer = _answered(parts, seen)
        if "artifacts" in seen:
            seen["artifacts"] = yield from kept_files(parts, run, gate.pausing, seen["artifacts"])
        update = _written(parts, state, run, action, gate, seen, time.monotonic() - started)
        if seen["status"] == "final":
            update |= {"status": "final", "structured_response": answer}
        others = steered(parts, state, own, update) if own else []
        if over:
            lost = [] if _returns(parts, gate) else _calls(state, gate)
            update |= {"status": "handoff", "handover": handed(parts, over, lost)}
        if "status" not in update or _returns(parts, gate):
            update["snapshot"] = yield from _saved(parts, run, state, gate, seen)
            run.check()  # a session that was closed meanwhile has saved nothing: what it says is of an older step
        writes = as_update([*update.items(), *((key, value) for key, value in others if key not in update)])
        return writes if isinstance(writes, dict) else Command(update=writes)

    return verb


def _done(parts: Parts, run: Run, state: CodeState, gate: Gate, telling: Telling) -> Steps[Observation]:
    action = state["action"]
    assert action is not None
    yield from gate.resumed(telling.skip)
    seen = (yield from _observed(parts, run, state, gate, telling)) if action["code"] else _no_code(action)
    run.check()
    return seen


def _returns(parts: Parts, gate: Gate) -> bool:
    """Say whether a later turn may go on with the variables of a run that has ended."""
    return parts.memory.persist == "thread" and gate.pausing is not None and gate.pausing.is_kept


def _calls(state: CodeState, gate: Gate) -> list[CallRecord]:
    """Return the calls of the run so far, but those that steer the graph."""
    return [*(call for step in of_run(state) for call in step["calls"]), *gate.made]


def _gate(parts: Parts, run: Run, state: CodeState, action: Action, pausing: Pausing) -> tuple[Gate, Telling]:
    if not pausing.lasting:
        _warn(parts, pausing)
    step = len(state["steps"]) + 1
    telling = Telling(teller(parts.name), action["id"], step)
    stored = pausing.is_stored and parts.stored
    kept = stored and (len(parts.toolset) > 0 or parts.policy.can_ask)
    gate = Gate(
        toolset=parts.toolset,
        policy=parts.policy,
        budget=parts.budget,
        used=state["usage"]["tool_calls"],
        action=action["id"],
        step=step,
        spans=run.spans,
        tell=telling.event,
        told=telling.told,
        pausing=pausing,
        book=Book(parts.journal, pausing, action, agent=parts.name, step=step) if kept else None,
        around=lambda call, config: Surroundings(state=state, runtime=get_runtime(), config=config, call_id=call),
        nodes=run.around,
        remembered=list(dict.fromkeys([*state.get("remembered", ()), *(run.allowed or ())])),
    )
    return gate, telling


def _recall(parts: Parts, run: Run, pausing: Pausing) -> Steps[None]:
    """Find out what somebody has allowed in turns before, whose state this graph does not have."""
    if run.allowed is None and parts.policy.can_ask and pausing.can_ask and not pausing.is_kept:
        run.allowed = yield from allowed(parts.journal, pausing.thread, parts.name)


def _warn(parts: Parts, pausing: Pausing) -> None:
    """Say, once an agent, that a crash leaves nothing to resume from; aloud where somebody wants it otherwise."""
    risky = [tool.name for tool in parts.toolset if not tool.idempotent]
    level = logging.WARNING if parts.journal.durable or pausing.saver is not None else logging.INFO
    if not risky or level <= parts.registry.warned:
        return
    parts.registry.warned = level
    why = "durability='exit' stores no checkpoint before the end" if pausing.exits else "there is no checkpointer"
    log.log(
        level,
        "%s: %s, so a run that is cut off cannot be resumed, and begun anew it calls %s again; use a checkpointer "
        "with durability 'async' or 'sync', or mark tools @idempotent",
        parts.name,
        why,
        ", ".join(risky),
    )


def _observed(parts: Parts, run: Run, state: CodeState, gate: Gate, telling: Telling) -> Steps[Observation]:
    action, steps = state["action"], state["steps"]
    assert action is not None
    code, refusal = yield from gate.approved(action["code"])
    if refusal:
        return rejected(refusal)
    action["code"] = code  # what runs is what the step tells of, here and in a skill
    last = next((step["action"]["id"] for step in reversed(steps) if _ran(step)), "")
    session = parts.registry.session(run, last, state.get("seed", 0), state.get("snapshot"))
    if session.connection is None and steps and session.snapshot is None:
        session.lose(_names(steps))
    if session.connection is None and session.snapshot is None:
        yield from _prepared(parts, state, session)

    def running() -> Steps[Observation]:
        return session.run(code, calls=gate.calls, tell=telling.output, show=telling.display, reads=gate.reads)

    with run.spans.action(action["id"]) as span:
        try:
            seen = yield from running()
        except SnapshotRefused:  # before anything ran
            if parts.snapshots_given and not parts.rebuild:
                raise
            yield from _prepared(parts, state, session)
            yield from _without_snapshot(parts, run, session, steps)
            seen = yield from running()
        gate.ended(seen)
        span.observed(seen, code, len(gate.records))
    session.head = action["id"]
    return seen


def _prepared(parts: Parts, state: CodeState, session: Session) -> Steps[None]:
    """Let a worker that begins with nothing define the skills of its thread; a snapshot has them."""
    if parts.skills is not None:
        session.preludes = yield from parts.skills.sources(get_runtime().store, parts.name, state.get("skills") or {})


def _without_snapshot(parts: Parts, run: Run, session: Session, steps: Sequence[Step]) -> Steps[None]:
    """Do without a snapshot that cannot be opened: rebuild the variables, or begin without them."""
    if parts.rebuild:
        yield from rebuilt(session, steps, parts.journal, parts.toolset, run.place[0])
    else:  # nobody asked for more than one process can keep
        session.snapshot = None
        session.lose(_names(steps))


def _names(steps: Sequence[Step]) -> list[str]:
    """Return the names of the variables there were after the last step."""
    return [variable["name"] for variable in steps[-1]["observation"]["variables"]] if steps else []


def _saved(parts: Parts, run: Run, state: CodeState, gate: Gate, seen: Observation) -> Steps[SnapshotRef | None]:
    """Save the variables where a resume could want them; what cannot be saved does not end the run."""
    session = run.session
    if session is None:  # nothing ran in this run so far: what was saved before holds
        return state.get("snapshot")
    if session.snapshots is None or not (gate.pausing and gate.pausing.saver):
        return None
    if session.connection is None:  # the worker went with the action: what was saved before it holds
        return session.snapshot
    try:
        return (yield from session.save())
    except SnapshotError as error:
        run.check()
        log.warning("%s", error)
    return (yield from _saved_again(parts, session, state, gate, seen))


def _saved_again(
    parts: Parts, session: Session, state: CodeState, gate: Gate, seen: Observation
) -> Steps[SnapshotRef | None]:
    """Bring back what went with a worker that was lost while it saved: its action runs again, no call is made."""
    action, earlier = state["action"], state.get("snapshot")
    assert action is not None
    if session.connection is not None or (earlier is None and any(map(_ran, state["steps"]))):
        return None  # the worker lives and says why; or nobody knows what the action began with
    session.snapshot = earlier
    records = gate.book.records if gate.book else Records()
    try:
        again = yield from run_again(session, action, records, parts.toolset, list(session.reads))
        if again["variables"] != seen["variables"]:
            raise SnapshotError("the action ended otherwise when it ran again")
        return (yield from session.save())
    except CodenodeError as error:
        log.warning("the variables of this step are lost: %s", error)
        session.close()
        return None


def _ran(step: Step) -> bool:
    """Say whether a session may stand after a step."""
    return bool(step["action"]["code"]) and not step.get("broken_off")


def rejected(why: str) -> Observation:
    """Return what the model is told of an action that somebody rejected."""
    message = f"somebody was asked to approve this code and rejected it: {why}"
    return _unrun("PermissionError", message, "write other code, or answer without it")


def _no_code(action: Action) -> Observation:
    return _unrun(action.get("fault", "NoCode"), action.get("problem", "") or render.text("repair.md"))


def _unrun(kind: str, message: str, hint: str = "") -> Observation:
    fault = Fault(type=kind, message=message, line=None, hint=hint)
    return Observation(status="rejected", output="", value=None, preview="", fault=fault, truncated=False, variables=[])


def _written(
    parts: Parts, state: CodeState, run: Run, action: Action, gate: Gate, seen: Observation, seconds: float
) -> Update:
    """Return step and usage as one update, the answer with them: one checkpoint holds the deed and what was seen."""
    usage = no_usage()
    usage["steps"], usage["tool_calls"], usage["seconds"] = 1, len(gate.records), seconds
    step = Step(number=gate.step, action=action, observation=seen, calls=gate.records, usage=usage, seconds=seconds)
    if plan := fresh_plan(state):
        step["plan"] = plan
    run.usage = total = added(state["usage"], usage)
    run.spans.close_step(seen["status"])
    tell = teller(parts.name)
    tell(Event(type="observation", step=gate.step, id=action["id"], observation=seen, seconds=seconds))
    update: Update = {"steps": [step], "action": None, "usage": total}
    if gate.remembered != list(state.get("remembered", ())):
        update["remembered"] = gate.remembered
    return update


def _answered(parts: Parts, seen: Observation) -> object:
    """Return the final answer as its type; one that will not do becomes an error that the model can mend."""
    if seen["status"] != "final":
        return None
    answer, problem = parts.answer.checked(seen["value"])
    if problem:
        seen.pop("artifacts", None)
        seen["status"] = "error"
        seen["fault"] = Fault(
            type="AnswerError",
            message=f"this answer is refused: {problem}",
            line=None,
            hint="call final_answer again with a value that will do",
        )
    return answer
