"""Two tools for what should be known in later threads: write a note down, find notes again."""

import time
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from langchain_core.tools import BaseTool, StructuredTool
from langgraph.prebuilt import ToolRuntime
from langgraph.store.base import BaseStore, SearchItem

from codenode.errors import ConfigurationError
from codenode.tools.marks import current_call, idempotent

Place = Sequence[str] | Callable[[ToolRuntime[Any, Any]], Sequence[str]]
LONGEST = 4_000
"""Characters of one note."""
LOOKED_AT = 1_000
"""Notes that are looked at; stores return the oldest first."""


def note_tools(namespace: Place = ("codenode", "notes")) -> list[BaseTool]:
    """Return the tools `remember(note)` and `recall(query)`, which keep notes in the graph's LangGraph store.

        create_code_agent(model, [search, *note_tools(lambda runtime: ("notes", runtime.context.user))], store=store)

    Args:
        namespace: where the notes are kept, or a function of LangChain's `ToolRuntime` that says it, so that each
            user has their own.
    """
    if isinstance(namespace, str) or not (callable(namespace) or namespace):
        raise ConfigurationError(f"notes namespace={namespace!r} is wrong; give texts ('notes', 'ada'), or a function")

    def remember(note: str, runtime: ToolRuntime[Any, Any]) -> str:
        store, place = _place(namespace, runtime)
        store.put(place, _key(), _written(note))
        return "noted"

    async def aremember(note: str, runtime: ToolRuntime[Any, Any]) -> str:
        store, place = _place(namespace, runtime)
        await store.aput(place, _key(), _written(note))
        return "noted"

    def recall(runtime: ToolRuntime[Any, Any], query: str = "", limit: int = 5) -> list[str]:
        store, place = _place(namespace, runtime)
        return _found(store.search(place, query=query or None, limit=LOOKED_AT), query, limit)

    async def arecall(runtime: ToolRuntime[Any, Any], query: str = "", limit: int = 5) -> list[str]:
        store, place = _place(namespace, runtime)
        return _found(await store.asearch(place, query=query or None, limit=LOOKED_AT), query, limit)

    wrote = "Write down, in a sentence or two, what will be worth knowing in later conversations."
    read = "Return what was written down in earlier conversations: the notes closest to the query, else the newest."
    return [
        idempotent(StructuredTool.from_function(remember, aremember, name="remember", description=wrote)),
        idempotent(StructuredTool.from_function(recall, arecall, name="recall", description=read)),
    ]


def _place(namespace: Place, runtime: ToolRuntime[Any, Any]) -> tuple[BaseStore, tuple[str, ...]]:
    if runtime.store is None:
        raise RuntimeError("there is no store for notes; give create_code_agent, or the parent graph, store=...")
    return runtime.store, tuple(namespace(runtime) if callable(namespace) else namespace)


def _key() -> str:
    """Return the key of a note: the same when its call is made again after a crash."""
    call = current_call()
    return (call and (call.key or call.id)) or uuid4().hex


def _written(note: str) -> dict[str, str | float]:
    if not note.strip():
        raise ValueError("the note is empty; write what is worth knowing")
    if len(note) > LONGEST:
        raise ValueError(f"the note is {len(note):,} characters, over {LONGEST:,}; write it shorter")
    return {"note": note, "at": time.time()}  # stores may know the time to the second only


def _written_at(item: SearchItem) -> float:
    at = item.value.get("at")
    return at if isinstance(at, float) else 0.0


def _found(items: Sequence[SearchItem], query: str, limit: int) -> list[str]:
    """Return notes by the store's own score where it has an index, else by the words they share with the query."""
    words = set(query.lower().split())

    def rank(item: SearchItem) -> tuple[float, float]:
        shared = len(words & set(str(item.value.get("note", "")).lower().split()))
        return (item.score if item.score is not None else shared, _written_at(item))

    ranked = sorted(items, key=rank, reverse=True)
    close = [item for item in ranked if not words or item.score is not None or rank(item)[0]]
    return [str(item.value.get("note", "")) for item in (close or ranked)[: max(1, limit)]]
