"""Which ways to solve a task are compared?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage

from codenode.agent import create_code_agent
from codenode.budget import Budget
from codenode.evaluation.attempt import MOST_SECONDS, MOST_STEPS, Arm, Attempt
from codenode.evaluation.plain import plain, plain_turns
from codenode.evaluation.task import Task
from codenode.evaluation.tasks import known
from codenode.nodes.finish import METADATA


def codenode(model: BaseChatModel, task: Task, folder: Path) -> Attempt:
    """Try a task with a code agent as anyone would make it."""
    agent = create_code_agent(
        model,
        task.tools(),
        name="solver",
        files=task.place(folder),
        budget=Budget(steps=MOST_STEPS, seconds=MOST_SECONDS),
    )
    return attempt_of(agent.invoke({"messages": [HumanMessage(task.prompt)]}))


def attempt_of(result: dict[str, Any]) -> Attempt:
    """Read an attempt from what an agent returned."""
    last = result["messages"][-1]
    ended = last.response_metadata[METADATA]
    final = ended["status"] == "final"
    value = result.get("structured_response") if final else None  # a best answer so far is none
    return Attempt(
        answer=last.text if final and value is None else value,
        status=ended["status"],
        steps=ended["usage"]["steps"],
        input_tokens=ended["usage"]["input_tokens"],
        output_tokens=ended["usage"]["output_tokens"],
        seconds=round(ended["usage"]["seconds"], 3),
    )


ARMS: dict[str, Arm] = {"codenode": codenode, "plain": plain, "plain-turns": plain_turns}


def arms(names: Sequence[str]) -> dict[str, Arm]:
    """Return the arms of these names."""
    known("arm", names, list(ARMS))
    return {name: ARMS[name] for name in names}
