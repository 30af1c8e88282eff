"""Send and take whole messages over a `SOCK_SEQPACKET` socket, descriptors beside them."""

import array
import json
import select
import socket
from collections.abc import Sequence

from codenode.worker.frames import Frame

SIZE = 1 << 16
MOST = 2
"""Descriptors beside one message."""


def send(end: socket.socket, message: Frame, descriptors: Sequence[int] = ()) -> None:
    """Send a message; the other side gets duplicates of the descriptors."""
    beside = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))] if descriptors else []
    end.sendmsg([json.dumps(message).encode()], beside)


def receive(end: socket.socket) -> tuple[Frame | None, list[int]]:
    """Wait for a message and its descriptors; None where the other side hung up."""
    found = array.array("i")
    text, beside, _, _ = end.recvmsg(SIZE, socket.CMSG_LEN(MOST * found.itemsize), socket.MSG_CMSG_CLOEXEC)
    for _, _, data in beside:
        found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return (json.loads(text) if text else None), list(found)


def waits(end: socket.socket, seconds: float = 0) -> bool:
    """Say whether a message, or the end, is there or comes in time."""
    poll = select.poll()
    poll.register(end, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
