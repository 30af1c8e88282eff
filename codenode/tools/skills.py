"""Keep functions that worked for later threads, once somebody has looked at them."""

import ast
import hashlib
import inspect
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from langchain_core.tools import StructuredTool
from langgraph.prebuilt import ToolRuntime
from langgraph.store.base import BaseStore
from typing_extensions import TypedDict

from codenode.effects import EitherWay, Steps
from codenode.errors import ConfigurationError
from codenode.tools.extraction import KNOWN, extracted
from codenode.tools.injected import Surroundings
from codenode.tools.marks import idempotent
from codenode.tools.toolset import Tool, described

NAME = "save_skill"
PAGE = 1_000
"""Skills that are looked at; stores return the oldest first."""
DESCRIBED = 300
"""Characters of a docstring that are shown; those of all skills stand in the prompt."""
LARGEST = 20_000
"""Characters of a skill's source."""
ABOUT = "Keep a function you wrote (with `def`, a docstring, and no variables of this session) for later conversations."


class Skill(TypedDict):
    """A function as the store keeps it."""

    name: str
    source: str
    """With the imports, constants and functions it needs."""
    digest: str
    saved: float
    """When, in seconds of the epoch: stores may know it to the second only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skills:
    """Functions that code saves with `save_skill(function)`, and that later threads find defined.

    They are kept in the agent's LangGraph store (`store=`, or that of the parent or the server), by default for all
    threads of agents of this name. They run where all code runs: in the worker, under its policy.
    """

    review: bool = True
    """Ask somebody before one is saved, with its source; needs a checkpointer, as any approval."""
    namespace: Sequence[str] | None = None
    """Where they are kept; by default `("codenode", "skills", <agent>)`."""
    most: int = 20
    """How many are offered; those that were saved last come first."""

    def __post_init__(self) -> None:
        if self.namespace is not None and (isinstance(self.namespace, str) or not all(self.namespace)):
            raise ConfigurationError(f"skills namespace={self.namespace!r} is wrong; give texts: ('team', 'skills')")
        if not (type(self.most) is int and self.most > 0):
            raise ConfigurationError(f"skills most={self.most!r} is wrong; give a number above 0")

    def place(self, agent: str) -> tuple[str, ...]:
        """Return the namespace in the store."""
        return tuple(self.namespace) if self.namespace else ("codenode", "skills", agent.replace(".", "_"))

    def load(self, store: BaseStore | None, agent: str) -> Steps[list[Skill]]:
        """Return what is kept, by name.

        Raises:
            ConfigurationError: there is no store.
        """
        if store is None:
            raise ConfigurationError(
                f"the skills of {agent!r} need a store; give create_code_agent, or the parent graph, store=..."
            )
        place = self.place(agent)
        items = yield EitherWay(lambda: store.search(place, limit=PAGE), lambda: store.asearch(place, limit=PAGE))
        found = [cast("Skill", item.value) for item in items if _is_whole(item.value)]
        newest = sorted(found, key=lambda skill: skill["saved"], reverse=True)[: self.most]
        return sorted(newest, key=lambda skill: skill["name"])

    def sources(self, store: BaseStore | None, agent: str, digests: Mapping[str, str]) -> Steps[list[str]]:
        """Return the sources of the skills a thread began with, as far as they have not been changed since."""
        if not digests:
            return []
        found = yield from self.load(store, agent)
        return [skill["source"] for skill in found if digests.get(skill["name"]) == skill["digest"]]


def _is_whole(skill: Mapping[str, Any]) -> bool:
    """Say whether an entry is what was saved: others write into the store, too."""
    kinds = {"name": str, "source": str, "saved": float}
    sound = all(isinstance(skill.get(key), kind) for key, kind in kinds.items())
    return sound and skill.get("digest") == _digest(skill["source"])


def skill_tool(skills: Skills, agent: str, tools: Sequence[str]) -> Tool:
    """Return the tool behind `save_skill`: the code passes a function, the call its name.

    Args:
        skills: where they go.
        agent: whose they are.
        tools: names the functions may use: they are there in every thread.
    """
    place = skills.place(agent)

    def skill(name: str, state: Mapping[str, Any]) -> Skill:
        action, steps = state.get("action"), state.get("steps") or []
        ran = [step["action"]["code"] for step in steps if step["observation"]["status"] in {"ok", "final"}]
        codes = ran + ([action["code"]] if action else [])
        if name in {*tools, *KNOWN}:
            raise ValueError(f"the code knows {name!r} as something else already; give the function another name")
        source = extracted(name, codes, {*tools, *(state.get("skills") or {})})
        if len(source) > LARGEST:
            raise ValueError(f"{name}() is {len(source):,} characters with what it uses, over {LARGEST:,}; save less")
        return Skill(name=name, source=source, digest=_digest(source), saved=time.time())

    def save_skill(name: str, runtime: ToolRuntime) -> str:
        found = skill(name, runtime.state)
        _stored(runtime.store).put(place, name, dict(found))
        return f"{name} is saved"

    async def asave_skill(name: str, runtime: ToolRuntime) -> str:
        found = skill(name, runtime.state)
        await _stored(runtime.store).aput(place, name, dict(found))
        return f"{name} is saved"

    def explained(arguments: dict[str, Any], around: Surroundings) -> str:
        try:
            found = skill(str(arguments["name"]), around.state)
            return f"Save this function for later conversations:\n\n{found['source']}"
        except ValueError as error:
            return f"{ABOUT} It will be refused: {error}"

    base = idempotent(StructuredTool.from_function(save_skill, asave_skill, name=NAME, description=ABOUT))
    stub = f'def {NAME}(function) -> str:\n    """{ABOUT}"""'
    return replace(described(NAME, base), signature=f"{NAME}(function)", stub=stub, explained=explained)


def _stored(store: BaseStore | None) -> BaseStore:
    if store is None:
        raise RuntimeError("there is no store to save it in")
    return store


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def told(skills: Sequence[Skill]) -> str:
    """Return what the model is told of the skills that are there; empty where there are none."""
    stubs = "\n\n".join(stub for skill in skills for stub in _stubs(skill))
    return f"Functions saved earlier, defined already; call them as they are:\n\n{stubs}" if stubs else ""


def _stubs(skill: Skill) -> Iterator[str]:
    """Give the head and docstring of a skill's function; its helpers are its own."""
    try:
        tree = ast.parse(skill["source"])
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == skill["name"]:
            doc = _first(inspect.cleandoc(ast.get_docstring(node) or ""))
            kind = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            body = f'"""{doc}"""'.replace("\n", "\n    ")
            yield f"{kind} {node.name}({ast.unparse(node.args)}){returns}:\n    {body}"


def _first(doc: str) -> str:
    """Return the first paragraph of a docstring, shortened."""
    first = doc.partition("\n\n")[0]
    return first if len(first) <= DESCRIBED else f"{first[:DESCRIBED]}..."
