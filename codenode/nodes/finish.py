"""End a run: the answer becomes a message, the reason goes with it; or another agent goes on."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import uuid4

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command
from pydantic_core import to_json, to_jsonable_python

from codenode.effects import Steps
from codenode.memory import shortened
from codenode.nodes.base import Verb
from codenode.nodes.files import brought_files
from codenode.nodes.parts import Parts, teller
from codenode.nodes.routes import unfinished
from codenode.nodes.steering import left
from codenode.state import CodeState, Update, of_run
from codenode.types import Artifact, Ending, Event, JsonValue, Outcome, Step, storable

METADATA = "codenode"
ENDED = {
    "steps": "I could not finish: the run reached its ceiling of steps.",
    "seconds": "I could not finish: the run reached its ceiling of seconds.",
    "no_answer": "I could not finish: several replies in a row held neither code nor an answer.",
}
HEAD = 2_000
"""Characters of an answer that is a file; it will stand in the prompt of the next turn."""


def finish(parts: Parts) -> Verb:
    """Return the node's logic."""

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update | Command[Any]]:
        run = parts.registry.of(config)
        if handover := state.get("handover"):
            run.status = "handoff"
            return left(handover)
        status = run.status = state.get("status") or unfinished(parts, state) or "command"
        steps, value = of_run(state), state.get("structured_response")
        text = answered(value, steps) if status == "final" else _unfinished(status, state)
        ending = Ending(status=cast("Outcome", status), usage=state["usage"])
        if status == "final" and (files := _files(steps)):
            ending["artifacts"] = files
        message = AIMessage(
            text,
            # A reply that is the answer is one message, whether it was seen as tokens or is seen here.
            id=(run.answer_id if status == "final" else "") or str(uuid4()),
            name=parts.name,
            response_metadata={METADATA: ending},
        )
        tell = teller(parts.name)
        plain = storable(_plain(value))
        tell(Event(type="final", step=len(state["steps"]), status=status, text=text, answer=plain))
        update: Update = {"messages": [message], "status": status}
        if "artifacts" in ending:
            update |= yield from brought_files(parts, run, ending["artifacts"])
        return update

    return verb


def _plain(value: Any) -> Any:
    """Return an answer as plain data; a text in it may hold what is no character, half of one say."""
    try:
        return to_jsonable_python(value, fallback=repr)
    except (UnicodeError, ValueError):
        return repr(value)


def answered(value: JsonValue, steps: Sequence[Step]) -> str:
    """Return the final answer as text: a string as it is, anything else as Python shows it."""
    if isinstance(value, str):
        return value
    last = steps[-1]["observation"] if steps else None
    shown = last["preview"] if last and last["status"] == "final" else ""
    return with_files(shown or to_json(_plain(value)).decode(), value, _files(steps))


def with_files(shown: str, value: JsonValue, files: Sequence[Artifact]) -> str:
    """Return an answer as text: where it refers to files its head, and what they are."""
    named = [f"[{one['name']}: {one['mime_type']}, {one['size']:,} bytes]" for one in files if _stands(one, value)]
    return "\n".join([shortened(shown, HEAD), *named]) if named else shown


def _files(steps: Sequence[Step]) -> list[Artifact]:
    last = steps[-1]["observation"] if steps else None
    return last.get("artifacts", []) if last and last["status"] == "final" else []


def _stands(file: Artifact, value: JsonValue) -> bool:
    """Say whether the answer holds a reference to a file, and not the data as well."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(part, dict) and part.get("artifact") == file["name"] for part in (value, *parts))


def _unfinished(status: str, state: CodeState) -> str:
    """Return why there is no answer, and the best there is instead."""
    text = ENDED.get(status, "")
    found = state.get("best") or _value(state) or _last(of_run(state))
    return f"{text} {found}".strip()


def _value(state: CodeState) -> str:
    value = state.get("structured_response")
    return "" if value is None else f"My best answer: {answered(value, ())}"


def _last(steps: Sequence[Step]) -> str:
    """Return what was seen or said last."""
    for step in reversed(steps):
        seen = step["observation"]
        if found := seen["preview"] or seen["output"].strip():
            return f"Last result: {shortened(found, 500)}"
        if not step["action"]["code"] and step["action"]["thought"]:
            return shortened(step["action"]["thought"], 2_000)
    return ""
