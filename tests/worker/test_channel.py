"""The worker's end of the socket, where it shares a process with the host."""

import os
import socket

import pytest

from codenode.worker.channel import Channel, Hangup


class TestClose:
    def test_once(self):
        """A channel that is closed again leaves alone whoever has its number by then."""
        number, other = os.pipe()
        os.close(other)
        channel = Channel(number)
        channel.close()
        ours, theirs = socket.socketpair()
        with ours, theirs:
            assert number in {ours.fileno(), theirs.fileno()}
            channel.close()
            ours.send(b"x")
            assert theirs.recv(1) == b"x"

    def test_closed(self):
        """Who writes to it afterwards is told that nobody listens."""
        number, other = os.pipe()
        os.close(other)
        channel = Channel(number)
        channel.close()
        with pytest.raises(Hangup):
            channel.write({"type": "output", "text": "x"})
