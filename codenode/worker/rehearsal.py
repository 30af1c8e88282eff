"""Serve a session for nobody, so that a spare worker has done everything once when its own comes.

A fork shares its server's memory until it writes: the first room and the first action touch hundreds of
pages, each of which costs a copy.
"""

import gc
import signal
from collections.abc import Iterator
from contextlib import suppress

from codenode.worker.channel import Channel, Hangup
from codenode.worker.clock import SignalClock
from codenode.worker.confine import Ceilings
from codenode.worker.frames import Frame
from codenode.worker.kernel import Kernel
from codenode.worker.watch import Watch

ACTION = """
def double(number):
    return 2 * number

numbers = [double(number) for number in range(3)]
print(f"{numbers}")
numbers
"""


class Stage(Channel):
    """The end of a socket that leads nowhere: what is said is dropped."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        super().__init__(-1)
        self._frames = frames

    def send(self, data: bytes) -> None:
        """Drop the bytes."""

    def read(self) -> Frame:
        """Return the next of the frames, then hang up."""
        for frame in self._frames:
            return frame
        raise Hangup


def rehearse(folder: str, ceilings: Ceilings, watch: Watch) -> None:
    """Open a room and run an action in it; nothing of it is left for the session that comes."""
    opening = {
        "folder": folder,
        "tools": [{"name": "tool", "doc": ""}],
        "imports": [],
        "seed": 0,
        "lost": [],
        "limits": ceilings,
    }
    # Not `alone`: what belongs to the process stays as it is, until its own session opens.
    kernel = Kernel(Stage(iter([{"type": "run", "code": ACTION}])), SignalClock, watch, alone=False)
    kernel._spare = bytes(1)  # noqa: SLF001 - what came and went would be given out again, written to
    with suppress(Hangup):
        kernel.serve(opening)
    del kernel
    # The clock's handler would keep the room alive.
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    gc.collect()
