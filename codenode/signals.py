"""Let Ctrl-C end a run at once, also where its nodes run in threads."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def on_break(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` when Ctrl-C is pressed within the block, before KeyboardInterrupt is raised.

    LangGraph waits for the threads of its nodes before it lets the exception through, and they do not know of it.
    Nothing is done outside the main thread, nor where somebody else handles the signal: asyncio, a server.
    """
    alone = threading.current_thread() is threading.main_thread()
    if not alone or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        end()
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGINT, handle)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
