"""Serve one session in a process that is confined already, whichever way."""

import sys

from codenode.worker.channel import Channel
from codenode.worker.clock import SignalClock
from codenode.worker.frames import Frame
from codenode.worker.kernel import Kernel
from codenode.worker.watch import Watch


def watched(folder: str) -> Watch:
    """Watch what the interpreter does from here on; the scratch folder's files may be read."""
    watch = Watch(folder)
    watch.begin()
    return watch


def serve(channel: Channel, opening: Frame, watch: Watch) -> None:
    """Run actions until the host hangs up."""
    sys.setrecursionlimit(opening["limits"]["recursion"])
    Kernel(channel, SignalClock, watch).serve(opening)
