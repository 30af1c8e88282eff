"""Fill in the arguments of a tool that the model never sees: state, store, runtime, the call's id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from langchain_core.runnables import RunnableConfig
from langchain_core.tools import BaseTool, InjectedToolCallId
from langgraph.prebuilt import InjectedState, InjectedStore, ToolRuntime
from langgraph.runtime import Runtime

from codenode.errors import ToolError


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a tool may want of the graph it runs in."""

    state: Mapping[str, Any]
    runtime: Runtime[Any]
    config: RunnableConfig
    call_id: str


Filler = Callable[[Surroundings], Any]


def fillers(base: BaseTool, hidden: frozenset[str]) -> dict[str, Filler]:
    """Return what fills in each of a tool's hidden arguments.

    Args:
        base: the tool.
        hidden: names of its arguments that its schema for models leaves out.

    Raises:
        ToolError: one of them is of a kind that nobody here can fill in.
    """
    hints = _hints(base)
    found = {name: _filler(base, name, hints.get(name)) for name in sorted(hidden)}
    for name, hint in hints.items():
        if _marker(hint, ToolRuntime) is not None and name not in found:
            found[name] = _runtime
    return found


def _hints(base: BaseTool) -> dict[str, Any]:
    function = getattr(base, "func", None) or getattr(base, "coroutine", None) or base._run  # noqa: SLF001 - where a subclass declares them
    try:
        hints = get_type_hints(function, include_extras=True)
    except Exception:  # noqa: BLE001 - hints of foreign code may name what cannot be imported
        hints = {}
    fields = getattr(base.get_input_schema(), "model_fields", {})
    declared = {name: Annotated[(one.annotation, *one.metadata)] for name, one in fields.items() if one.metadata}
    return {**hints, **declared}


def _filler(base: BaseTool, name: str, hint: Any) -> Filler:
    if (wanted := _marker(hint, InjectedState)) is not None:
        return _of_state(getattr(wanted, "field", None))
    if _marker(hint, InjectedStore) is not None:
        return lambda around: around.runtime.store
    if _marker(hint, ToolRuntime) is not None:
        return _runtime
    if _marker(hint, InjectedToolCallId) is not None:
        return call_id
    raise ToolError(
        f"tool {base.name!r} wants the injected argument {name!r}, and nobody fills it in here; annotate it with "
        "InjectedState, InjectedStore, InjectedToolCallId or ToolRuntime, or bind it in a function of your own"
    )


def call_id(around: Surroundings) -> str:
    """Return the call's id; LangChain fills it in itself where a tool is invoked with a whole tool call."""
    return around.call_id


def _of_state(field: str | None) -> Filler:
    if field is None:
        return lambda around: dict(around.state)
    return lambda around: around.state.get(field)


def _runtime(around: Surroundings) -> ToolRuntime[Any, Any]:
    runtime = around.runtime
    return ToolRuntime(
        state=dict(around.state),
        context=runtime.context,
        config=around.config,
        stream_writer=runtime.stream_writer,
        tool_call_id=around.call_id,
        store=runtime.store,
    )


def _marker(hint: Any, kind: type) -> Any:
    """Return the annotation's marker of a kind, None where there is none."""
    if hint is None:
        return None
    if _is(hint, kind):
        return hint
    return next((mark for mark in get_args(hint) if _is(mark, kind)), None) if get_origin(hint) else None


def _is(mark: Any, kind: type) -> bool:
    origin = get_origin(mark) or mark
    return isinstance(origin, kind) or (isinstance(origin, type) and issubclass(origin, kind))
