"""Serve one session in a process that is confined already, whichever way."""

import sys

from codenode.worker.channel import Channel
from codenode.worker.clock import SignalClock
from codenode.worker.frames import Frame
from codenode.worker.kernel import Kernel
from codenode.worker.watch import Watch


def serve(channel: Channel, opening: Frame) -> None:
    """Watch what the interpreter does from here on, and run actions until the host hangs up."""
    sys.setrecursionlimit(opening["limits"]["recursion"])
    watch = Watch(opening["folder"])
    watch.begin()
    Kernel(channel, SignalClock, watch).serve(opening)
