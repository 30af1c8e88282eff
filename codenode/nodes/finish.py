"""End a run: the answer becomes a message, the reason goes with it."""

from collections.abc import Sequence
from uuid import uuid4

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from pydantic_core import to_json

from codenode.effects import Steps
from codenode.memory import shortened
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts
from codenode.state import CodeState, Update, of_run
from codenode.types import Artifact, JsonValue, Step

METADATA = "codenode"
HEAD = 2_000
"""Characters of an answer that is a file; it will stand in the prompt of the next turn."""


def finish(parts: Parts) -> Verb:
    """Return the node's logic."""

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        yield from ()  # a generator that waits for nothing
        status = state.get("status") or "budget"
        run = parts.registry.of(config)
        run.status = status
        steps = of_run(state)
        told: dict[str, JsonValue] = {"status": status, "usage": state["usage"]}
        if status == "final":
            text = answered(state.get("structured_response"), steps)
            if files := _files(steps):
                told["artifacts"] = files
        else:
            text = _unfinished(parts.budget.exceeded(state["usage"]), steps)
        message = AIMessage(
            text,
            id=str(uuid4()),  # by which it can be taken out of the conversation
            name=parts.name,
            response_metadata={METADATA: told},
        )
        return {"messages": [message], "status": status}

    return verb


def answered(value: JsonValue, steps: Sequence[Step]) -> str:
    """Return the final answer as text: a string as it is, anything else as Python shows it."""
    if isinstance(value, str):
        return value
    last = steps[-1]["observation"] if steps else None
    shown = last["preview"] if last and last["status"] == "final" else ""
    shown = shown or to_json(value, fallback=repr).decode()
    named = [
        f"[{one['name']}: {one['mime_type']}, {one['size']:,} bytes]" for one in _files(steps) if _stands(one, value)
    ]
    return "\n".join([shortened(shown, HEAD), *named]) if named else shown


def _files(steps: Sequence[Step]) -> list[Artifact]:
    last = steps[-1]["observation"] if steps else None
    return last.get("artifacts", []) if last and last["status"] == "final" else []


def _stands(file: Artifact, value: JsonValue) -> bool:
    """Say whether the answer holds a reference to a file, and not the data as well."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(isinstance(part, dict) and part.get("artifact") == file["name"] for part in (value, *parts))


def _unfinished(ceiling: str, steps: Sequence[Step]) -> str:
    text = f"I could not finish: the run reached its ceiling of {ceiling or 'its budget'}."
    last = steps[-1]["observation"] if steps else None
    found = (last["preview"] or last["output"].strip()) if last else ""
    return f"{text} Last result: {shortened(found, 500)}" if found else text
