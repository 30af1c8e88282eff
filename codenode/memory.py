"""Project steps onto messages: a stable prefix, each observation short but honest."""

import re
from collections.abc import Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from codenode.prompts.render import Profile
from codenode.types import Fault, Observation, Step

REPEATED = 600  # characters of a task that is said again with every step
Turns = dict[str, tuple[BaseMessage, BaseMessage]]
NEWLINE = re.compile(r"\r\n|\r|\n")  # as Python counts lines; `splitlines` knows many more ends
WIDTH = 200  # characters of a source line


def messages(steps: Sequence[Step], profile: Profile, task: str, made: Turns) -> list[BaseMessage]:
    """Return the turns of the steps so far.

    Args:
        steps: what was done and seen.
        profile: how the model is spoken to.
        task: for models that need it repeated.
        made: turns by action; a step is turned into messages once, and never changes afterwards.
    """
    turns: list[BaseMessage] = []
    for step in steps:
        action = step["action"]["id"]
        if action not in made:
            made[action] = AIMessage(said(step, profile)), HumanMessage(seen(step, profile, task))
        turns += made[action]
    return turns


def said(step: Step, profile: Profile) -> str:
    """Return a step's thought and code as the model would have written them."""
    action = step["action"]
    thought = f"Thought: {action['thought']}" if profile.examples else action["thought"]
    if not action["code"]:
        return action["thought"] or "(no code)"
    return f"{thought}\n```python\n{action['code']}\n```".lstrip()


def seen(step: Step, profile: Profile, task: str) -> str:
    """Return what the model is told of a step."""
    text = shown(step["observation"], step["action"]["code"], profile.observation_chars)
    return f"{text}\n\nTask: {shortened(task, REPEATED)}" if profile.repeat_task and task else text


def shown(observation: Observation, code: str, limit: int, *, full: bool = False) -> str:
    """Return an observation as text: output, value, error with its source line and a hint.

    Args:
        observation: of an action.
        code: of the action.
        limit: characters of output, of the value and of a traceback.
        full: show the traceback also where it adds no more than carets to the line.
    """
    parts = ["Observation:"]
    if observation["output"]:
        parts.append(shortened(observation["output"].rstrip("\n"), limit))
    if observation["preview"] and observation["status"] == "ok":
        parts.append(f"Value: {shortened(observation['preview'], limit)}")
    parts += pictured(observation)
    if fault := observation["fault"]:
        told = "trace" in fault and (full or fault["frames"] > 1)
        text = shortened(fault["trace"], limit) if told else _placed(fault, code)
        parts.append(_helped(text, fault))
    if len(parts) == 1:
        parts.append("(the code ran and printed nothing; print what you need, or call final_answer)")
    return "\n".join(parts)


def pictured(observation: Observation) -> list[str]:
    """Return a line for each figure and image: that it was shown, and how large it is."""
    displays = observation.get("displays", [])
    return [f"[display {number}: {one['mime']} {one['text']}]" for number, one in enumerate(displays, 1)]


def shortened(text: str, limit: int) -> str:
    """Return head and tail of a long text, and how much is missing between them."""
    if len(text) <= limit:
        return text
    head, tail = text[: limit * 2 // 3], text[-limit // 3 :]
    missing = len(text) - len(head) - len(tail)
    return f"{head}\n[... {missing:,} of {len(text):,} characters not shown ...]\n{tail}"


def _placed(fault: Fault, code: str) -> str:
    """Return an error with its line, and a caret where the line does not parse."""
    lines = NEWLINE.split(code)
    line = fault["line"]
    where = f" on line {line}" if line else ""
    text = f"Error{where}: {fault['type']}: {fault['message']}"
    if line and 0 < line <= len(lines):
        source = lines[line - 1]
        text += f"\n    {source.strip()[:WIDTH]}"
        at = fault.get("column", 0) - 1 - (len(source) - len(source.lstrip()))
        if "column" in fault and 0 <= at <= WIDTH:
            text += f"\n    {' ' * at}^"
    return text


def _helped(text: str, fault: Fault) -> str:
    if values := fault.get("values"):
        text += f"\nwhere {values}"
    return f"{text}\nHint: {fault['hint']}" if fault["hint"] else text
