"""Tools and replies that many tests use."""

import asyncio

from codenode import Limits

QUICK = Limits(seconds=1, grace=0.3)


def double(number: int) -> int:
    """Double a number."""
    return number * 2


def broken(reason: str) -> str:
    """Fail."""
    raise ValueError(reason)


async def later(text: str) -> str:
    """Give the text back, in time."""
    return text


def block(source: str, thought: str = "") -> str:
    """Return a reply with one fenced block."""
    return f"{thought}\n```python\n{source}\n```"


def waiting(reached):
    """Return a tool that waits the first time; it sets an event when it does."""
    from codenode import idempotent  # here: processes that tests start import this file

    @idempotent
    async def wait(number: int) -> int:
        """Wait, the first time."""
        if not reached.is_set():
            reached.set()
            await asyncio.sleep(60)
        return number

    return wait


def graph_of(node, saver, name="code"):
    """Return a graph of one node, which is given all messages at each turn."""
    from langgraph.graph import START, MessagesState, StateGraph

    graph = StateGraph(MessagesState)
    graph.add_node(name, node)
    graph.add_edge(START, name)
    return graph.compile(checkpointer=saver)


def asked(text: str = "go") -> dict:
    """Return the input of a run."""
    return {"messages": [("user", text)]}
