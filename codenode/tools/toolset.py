"""Take tools in every form users have them, and say clearly which cannot be offered."""

import builtins
import inspect
import keyword
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, get_type_hints

from langchain_core.tools import BaseTool, StructuredTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from codenode.errors import ToolError
from codenode.tools.injected import Filler, Surroundings, fillers
from codenode.tools.marks import marked
from codenode.tools.signature import parameters, returned, stub

RESERVED = frozenset({*dir(builtins), *keyword.kwlist, "final_answer", "parallel", "save_skill", "ToolError", "_"})
Source = BaseTool | Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One function the code can call."""

    name: str
    description: str
    parameters: tuple[str, ...]
    """Names, in the order of positional arguments."""
    required: frozenset[str]
    signature: str
    """As it is called, e.g. `search(query: str, limit: int = 10)`."""
    stub: str
    base: BaseTool = field(repr=False)
    is_async: bool
    """It can only be awaited."""
    idempotent: bool = False
    """A call of it may be made again."""
    resumable: bool = False
    """A call of it goes on where it stopped."""
    plain: Callable[..., Any] | None = field(default=None, repr=False)
    """The function behind it, where the schema's arguments are all it takes."""
    fillers: Mapping[str, Filler] = field(default_factory=dict, repr=False)
    """What fills in each argument that the code does not pass."""
    explained: Callable[[dict[str, Any], Surroundings], str] | None = field(default=None, repr=False)
    """What somebody who is asked about a call is told of it; None for the description."""


@dataclass(frozen=True, slots=True)
class Toolset:
    """The tools of one agent, by name."""

    tools: tuple[Tool, ...] = ()

    def __iter__(self) -> Iterator[Tool]:
        return iter(self.tools)

    def __len__(self) -> int:
        return len(self.tools)

    def get(self, name: str) -> Tool | None:
        """Return the tool of that name."""
        return next((tool for tool in self.tools if tool.name == name), None)

    @property
    def stubs(self) -> str:
        """All tools as Python stubs, one under the other."""
        return "\n\n".join(tool.stub for tool in self.tools)

    @property
    def wire(self) -> Sequence[tuple[str, str]]:
        """Name and documentation of each, for the worker."""
        return [(tool.name, tool.stub) for tool in self.tools]


def bare(tools: Toolset) -> Toolset:
    """Return the tools, once it is sure that none of them wants something of a graph.

    Raises:
        ToolError: one does.
    """
    for tool in tools:
        if tool.fillers:
            raise ToolError(
                f"tool {tool.name!r} wants injected arguments ({', '.join(tool.fillers)}), which only an agent's graph "
                "has; use it with create_code_agent, or wrap it in a function without them"
            )
    return tools


def toolset(sources: Iterable[Source] | None) -> Toolset:
    """Return the tools, none for None; functions need a name, types and a docstring.

    Raises:
        ToolError: one cannot be offered to code, or two have the same name.
    """
    if isinstance(sources, BaseTool | str | Mapping) or not isinstance(sources, Iterable | None):  # callers err
        raise ToolError(f"tools={sources!r:.80} is no list of tools; write tools=[...]")
    tools: dict[str, Tool] = {}
    for source in sources or ():
        tool = _tool(source)
        if tool.name in tools:
            raise ToolError(f"two tools are called {tool.name!r}; rename one of them")
        tools[tool.name] = tool
    return Toolset(tuple(tools.values()))


def _tool(source: Source) -> Tool:
    if isinstance(source, BaseTool):
        return described(_checked_name(source.name), source)
    if callable(source) and not isinstance(source, type):  # type: ignore[redundant-expr]  # callers err
        base = _wrapped(source)
        tool = described(base.name, base)
        takes_more = set(inspect.signature(source).parameters) != set(tool.parameters)
        return tool if takes_more or tool.fillers else replace(tool, plain=source)
    if isinstance(source, Mapping):
        raise ToolError(
            f"{dict(source)!r:.80} is the schema of a tool that a provider runs; code cannot call that: give a "
            "function or a LangChain tool that does the same here"
        )
    if hasattr(source, "as_tool") and hasattr(source, "name"):
        raise ToolError(
            f"{source.name!r} is a graph and no tool; give it as one: {source.name}.as_tool(description='what it does')"
        )
    raise ToolError(f"{source!r:.80} is no tool; give a function or a LangChain tool")


def described(name: str, base: BaseTool) -> Tool:
    """Return a LangChain tool as code calls it, by a name."""
    if not base.description.strip():
        raise ToolError(f"tool {name!r} has no description; say in one sentence what it does")
    schema: dict[str, Any] = convert_to_openai_tool(base)["function"].get("parameters", {})
    filled = fillers(base, _hidden(base, schema))
    function = getattr(base, "func", None) or getattr(base, "coroutine", None)
    required = frozenset(schema.get("required", ()))
    properties = sorted(schema.get("properties", {}), key=lambda key: key not in required)
    return Tool(
        name=name,
        description=base.description,
        parameters=tuple(properties),
        required=required,
        signature=f"{name}({', '.join(parameters(schema))})",
        stub=stub(name, schema, returned(function), base.description),
        base=base,
        is_async=isinstance(base, StructuredTool) and base.func is None,
        idempotent=marked(base, "idempotent"),
        resumable=marked(base, "resumable"),
        fillers=filled,
    )


def _hidden(base: BaseTool, schema: Mapping[str, Any]) -> frozenset[str]:
    """Return the arguments that the schema for models leaves out."""
    if isinstance(base.args_schema, dict):
        return frozenset()  # a JSON schema, as MCP adapters give it: nothing is injected
    full = getattr(base.get_input_schema(), "model_fields", {})
    return frozenset(full) - frozenset(schema.get("properties", {}))


def _checked_name(name: str) -> str:
    # MCP servers name tools like "search-web"; code needs an identifier.
    known = name.replace("-", "_").replace(".", "_")
    if not known.isidentifier():
        raise ToolError(f"tool {name!r} has no name that code can call; give it an identifier")
    if known in RESERVED or known.startswith("_"):
        raise ToolError(f"a tool cannot be called {name!r}: the code knows that name already; rename it")
    return known


def _wrapped(function: Callable[..., Any]) -> BaseTool:
    """Return a plain function as a LangChain tool, after checking that a model could use it."""
    name = getattr(function, "__name__", "")
    if not name or name == "<lambda>":
        raise ToolError(f"{function!r:.80} has no name; write it with `def`")
    _checked_name(name)
    doc = inspect.getdoc(function)
    if not doc:
        raise ToolError(f"tool {name!r} has no docstring; say in one sentence what it does")
    _checked_types(name, function)
    made = {"coroutine": function} if inspect.iscoroutinefunction(function) else {"func": function}
    try:
        return StructuredTool.from_function(**made, name=name, description=doc, infer_schema=True)  # type: ignore[arg-type]
    except Exception as error:
        raise ToolError(f"tool {name!r} cannot be offered: {error}") from error


def _checked_types(name: str, function: Callable[..., Any]) -> None:
    try:
        hints = get_type_hints(function)
    except NameError as error:
        raise ToolError(f"tool {name!r} has a type that cannot be resolved: {error}") from error
    for parameter in inspect.signature(function).parameters.values():
        if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
            raise ToolError(f"tool {name!r} takes *{parameter.name}; give each parameter a name and a type")
        if parameter.name not in hints:
            raise ToolError(f"parameter {parameter.name!r} of tool {name!r} has no type; annotate it")
