"""Interrupts reach the thread they are for, and nobody who has its number later."""

import threading
import time

from codenode import Limits, open_session
from codenode.worker.clock import Interrupter, TimedOut


def waited(condition, seconds=20):
    """Say whether something comes true in time."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def clocks():
    """Return the threads that watch the time of code."""
    return {thread for thread in threading.enumerate() if thread.name == "codenode-clock"}


class TestInterrupter:
    def test_running(self):
        """A thread that runs is interrupted."""
        made, caught = [], []

        def work():
            made.append(Interrupter())
            try:
                while True:
                    time.sleep(0.001)
            except TimedOut as error:
                caught.append(error)
            made[0].end()

        thread = threading.Thread(target=work)
        thread.start()
        assert waited(lambda: made)
        made[0].interrupt(TimedOut)
        thread.join()
        assert caught

    def test_ended(self):
        """The next thread of the same number is not."""
        made, numbers, done = [], [], threading.Event()

        def first():
            made.append(Interrupter())
            made[0].end()

        def second():
            numbers.append(threading.get_ident())
            done.wait(20)
            numbers.append("whole")

        one = threading.Thread(target=first)
        one.start()
        one.join()
        others = [threading.Thread(target=second) for _ in range(8)]  # one of them takes the number
        for other in others:
            other.start()
        assert waited(lambda: len(numbers) == 8)
        made[0].interrupt(TimedOut)
        done.set()
        for other in others:
            other.join()
        assert numbers.count("whole") == 8


class TestClosedInTheMiddle:
    def test_nothing_watches(self):
        """Nothing watches the time of code whose session was closed while it ran: it would strike at a number."""
        session = open_session(executor="inprocess", limits=Limits(seconds=30))
        session.run("1")
        others = clocks()
        thread = threading.Thread(target=lambda: session.run("while True: pass"))
        thread.start()
        watches = waited(lambda: clocks() - others)
        session.close()
        thread.join()
        assert watches
        assert waited(lambda: not clocks() & watches)
