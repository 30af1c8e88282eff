"""Fill the prompts: one profile for large models, one for small ones.

Small models copy examples out of a system text as if they were answers; as earlier chat turns the same
examples more than doubled what a 1.5B model solved. So the small profile shows turns, repeats the task,
and stops at an invented observation; the large one stays short.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

METADATA = "codenode_prompt"
COMMON = (
    *("math", "statistics", "datetime", "re", "json", "csv"),
    *("itertools", "collections", "functools", "random", "string", "decimal"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How a kind of model is spoken to."""

    name: str
    stop: tuple[str, ...] = ()
    """Stop sequences of the model call; empty where models may refuse them."""
    examples: bool = False
    """Show two solved tasks as earlier turns."""
    repeat_task: bool = False
    """Say the task again with every observation."""
    resample: float = 0.0
    """Temperature of the second try when the model repeats itself; 0 for no second try."""
    observation_chars: int = 6_000
    """What of one observation is shown."""
    prompt_tokens: int = 100_000
    """What a prompt may take where the model does not say."""


LARGE = Profile(name="large")
SMALL = Profile(
    name="small",
    # The fence's end as a line of its own; the opening fence is followed by its language.
    stop=("\n```\n", "Observation:", "Next task"),
    examples=True,
    repeat_task=True,
    resample=0.8,
    observation_chars=2_000,
    prompt_tokens=6_000,
)


def profile_of(model: BaseChatModel) -> Profile:
    """Return the profile a model asks for: `metadata={"codenode_prompt": "small"}`, else the large one."""
    return SMALL if (model.metadata or {}).get(METADATA) == SMALL.name else LARGE


@cache
def text(name: str) -> str:
    """Return a prompt file of this folder."""
    return files("codenode.prompts").joinpath(name).read_text(encoding="utf-8").strip()


def system(profile: Profile, *, own: str | None, imports: Sequence[str], stubs: str, answer: str = "") -> SystemMessage:
    """Return the system message: the node's rules, the tools, then the developer's own words.

    Args:
        profile: how this model is spoken to.
        own: the developer's words.
        imports: modules beyond the standard library; of that only the common ones are named.
        stubs: the tools.
        answer: what a final answer must be.
    """
    parts = [text(f"{profile.name}.md").replace("{imports}", importable(imports))]
    if stubs and not profile.examples:
        parts.append(f"Functions you can call:\n\n{stubs}")
    if answer:
        parts.append(answer)
    if own:
        parts.append(own)
    return SystemMessage("\n\n".join(parts))


def importable(imports: Sequence[str]) -> str:
    """Return the modules that a model is told of: the common ones, and those that were allowed beyond them."""
    return ", ".join([*COMMON, *(name for name in imports if name not in COMMON)])


@cache
def _examples() -> tuple[BaseMessage, ...]:
    turns: list[BaseMessage] = []
    examples: list[dict[str, Any]] = json.loads(text("examples.json"))
    for example in examples:
        turns += [HumanMessage(example["task"]), AIMessage(example["reply"])]
        if "observation" in example:
            turns += [HumanMessage(example["observation"]), AIMessage(example["answer"])]
    return tuple(turns)


def examples(profile: Profile) -> Sequence[BaseMessage]:
    """Return the solved tasks that stand before the conversation, for models that need them."""
    return _examples() if profile.examples else ()


def task(profile: Profile, message: BaseMessage, *, stubs: str, listing: str) -> BaseMessage:
    """Return the user's message as the model sees it: with the files, and for small models the functions."""
    parts = [f"Functions you can call:\n\n{stubs}"] if stubs and profile.examples else []
    if listing:
        parts.append(listing)
    label = "Next task: " if profile.examples else ""
    content = message.content
    if isinstance(content, str):
        return message.model_copy(update={"content": "\n\n".join([*parts, label + content])})
    if not parts and not label:
        return message
    before = {"type": "text", "text": "\n\n".join([*parts, label]).rstrip()}
    return message.model_copy(update={"content": [before, *content]})
