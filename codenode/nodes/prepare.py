"""Begin a run: a turn of its thread, which goes on with what the turns before left, or anew."""

from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.runtime import get_runtime
from langgraph.types import Overwrite

from codenode.budget import no_usage
from codenode.compaction import table, variables
from codenode.effects import Steps
from codenode.errors import ConfigurationError
from codenode.intake import ASK
from codenode.nodes.base import Verb
from codenode.nodes.broken_off import broken_off
from codenode.nodes.parts import Parts
from codenode.nodes.prompt import hidden
from codenode.nodes.voices import settled
from codenode.pausing import Pausing
from codenode.state import RESET, Asked, CodeState, Update
from codenode.tools.skills import NAME as SAVE_SKILL
from codenode.tools.skills import Skill, told
from codenode.types import SnapshotRef, Step, new_seed


def prepare(parts: Parts) -> Verb:
    """Return the node's logic."""

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        if not any(isinstance(message, HumanMessage) for message in state.get("messages") or ()):
            raise ConfigurationError(f"no task: no message is from a human; {ASK}")
        if parts.policy.can_ask:
            Pausing(config).check_can_ask(*_asking(parts))
        learned: Update = {}
        found: list[Skill] = []
        if parts.skills is not None and not _goes_on(parts, state):
            found = yield from parts.skills.load(get_runtime().store, parts.name)
            learned = {"skills": {skill["name"]: skill["digest"] for skill in found}}
        left: Update = {key: "" for key in ("plan", "best") if state.get(key)}
        if state.get("handover"):
            left["handover"] = None
        broken = yield from broken_off(parts, state, config)
        turn = yield from _turn(parts, state, config, told(found), broken)
        return (
            turn
            | learned
            | left
            | {
                "seed": state["seed"] if "seed" in state else new_seed(),
                "isolation": parts.registry.isolation,
                "action": None,
                "status": "",
                "structured_response": None,
                "usage": no_usage(),
            }
        )

    return verb


def _asking(parts: Parts) -> tuple[str, str]:
    """Return who asks, and the remedy where nobody can answer; the skills may be all that asks."""
    policy, skills = parts.policy, parts.skills
    remedy = "give create_code_agent, or the parent graph, a checkpointer"
    if skills is not None and skills.review and {*policy.ask} <= {SAVE_SKILL} and not policy.ask_code:
        return (
            f"the skills of {parts.name!r} ask",
            f"{remedy}; or have them saved without it: skills=Skills(review=False)",
        )
    return f"the policy of {parts.name!r} asks", remedy


def _goes_on(parts: Parts, state: CodeState) -> bool:
    return parts.memory.persist == "thread" and bool(state.get("steps"))


def _turn(parts: Parts, state: CodeState, config: RunnableConfig, skills: str, broken: list[Step]) -> Steps[Update]:
    """Return what the run begins with of the turns before."""
    begins_anew = parts.memory.persist == "run"
    steps, messages = [] if begins_anew else state.get("steps") or [], state["messages"]
    task = next((message.id for message in reversed(messages) if isinstance(message, HumanMessage)), None)
    turn = Asked(after=messages[-1].id or "", task=task or "", first=len(steps) + len(broken) + 1)
    earlier = [_earlier(state)] if broken and (begins_anew or not state.get("asked")) else []
    if skills:
        turn["note"] = skills
    if begins_anew:
        left = {key: RESET for key in ("steps", "summaries") if state.get(key)}
        written = {"steps": Overwrite(broken)} if broken else {}
        return left | written | {"asked": Overwrite([*earlier, turn]), "snapshot": None}
    if _goes_on(parts, state) and (note := (yield from _note(parts, state, config, turn))):
        turn["note"] = note
    return {"asked": [*earlier, turn]} | ({"steps": broken} if broken else {})


def _earlier(state: CodeState) -> Asked:
    """Return where in the conversation steps stand that the state has no turn for: before the task."""
    if turns := state.get("asked"):
        return Asked(after=turns[-1]["after"], task=turns[-1]["task"], first=1)
    numbers = [number for number, message in enumerate(state["messages"]) if isinstance(message, HumanMessage)]
    before = state["messages"][max(0, numbers[-1] - 1)]
    return Asked(after=before.id or "", task="", first=1)


def _note(parts: Parts, state: CodeState, config: RunnableConfig, turn: Asked) -> Steps[str]:
    """Return the variables that are gone; or those that are there, where the steps that made them are not shown."""
    snapshot = state.get("snapshot")
    if not (yield from _there(parts, config, snapshot)):
        skills = state.get("skills") or {}  # defined anew; what they need besides may be told as gone
        gone = [one["name"] for one in variables(state["steps"]) if one["name"] not in skills]
        return f"[The variables of earlier work are gone: {', '.join(gone)}; make them again.]" if gone else ""
    now = CodeState({**state, "asked": [*(state.get("asked") or []), turn]})
    if not hidden(now, settled(parts, now, parts.registry.of(config)).room):
        return ""
    missing = {one["name"] for one in snapshot["unkept"]} if snapshot else set()
    told = table(variables(state["steps"]), missing)
    return f"[Of earlier work. {told}]" if told else ""


def _there(parts: Parts, config: RunnableConfig, snapshot: SnapshotRef | None) -> Steps[bool]:
    """Say whether the run will have the variables of the turns before."""
    if parts.registry.has_parked(config):
        return True
    if snapshot is None or parts.snapshots_given or parts.rebuild:
        return snapshot is not None  # one that does not open then ends the run, or is rebuilt
    return (yield from parts.snapshots.has(snapshot, parts.registry.of(config).place[0]))
