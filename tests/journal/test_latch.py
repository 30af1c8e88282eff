"""A forgotten run may be collected anywhere, also in the middle of the journal that it wants to give its lease back to."""

import faulthandler
import threading

import pytest

from codenode import MemoryJournal, SqliteJournal
from codenode.journal.entries import Scope
from codenode.journal.latch import Latch

FIRST = Scope(thread="t", task="one")


@pytest.fixture(params=["memory", "sqlite"])
def journal(request, tmp_path):
    """A journal."""
    return MemoryJournal() if request.param == "memory" else SqliteJournal(tmp_path / "journal.sqlite")


class TestLatch:
    def test_release_in_the_middle(self, journal):
        """A lease that is given back while the same thread uses the journal is given back right after."""
        token, _ = journal.open(FIRST)
        faulthandler.dump_traceback_later(60, exit=True)  # it would wait for itself for good
        with journal._lock:
            journal.release(FIRST, token)
        faulthandler.cancel_dump_traceback_later()
        assert journal.open(FIRST)[0] == token + 1

    def test_other_threads_wait(self):
        """It is a lock: of two threads one works at a time."""
        latch, order = Latch(), []
        inside = threading.Event()

        def other():
            inside.wait()
            with latch:
                order.append("other")

        thread = threading.Thread(target=other)
        thread.start()
        with latch:
            inside.set()
            latch.when_free(lambda: order.append("late"))
            order.append("first")
        thread.join()
        assert order.index("first") < order.index("late")
        assert sorted(order) == ["first", "late", "other"]

    def test_at_once(self):
        """Work that comes while nobody holds it is done at once."""
        done = []
        Latch().when_free(lambda: done.append(1))
        assert done == [1]
