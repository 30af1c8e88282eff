"""Give a graph to a server that asks for it at every run: made once, and not on its event loop."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from typing import TypeVar

Made = TypeVar("Made")


def served(build: Callable[[], Made]) -> Callable[[], Awaitable[Made]]:
    """Return what `langgraph.json` can name: a factory that builds at the first run and then gives the same graph.

    Nothing is loaded when the file is imported. A server calls the factory for every run, on its event loop: an
    agent made there anew would find neither its journal nor its snapshots of before a pause, and making the first
    one tries the sandbox and starts the model, which blocks.

        graph = served(build)  # langgraph.json: "./graphs/single.py:graph"

    Args:
        build: returns the graph; its arguments have defaults.
    """
    made: list[Made] = []
    lock = threading.Lock()

    def once() -> Made:
        with lock:
            if not made:
                made.append(build())
        return made[0]

    async def graph() -> Made:
        return made[0] if made else await asyncio.to_thread(once)

    return graph
