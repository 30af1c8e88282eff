"""Processes are killed and others go on; and the judge sees what it is there to see."""

import json
import os
import subprocess
import sys
from typing import ClassVar

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from codenode import ActionBusy, SqliteJournal
from codenode.executors.choose import reason
from codenode.journal.entries import Scope
from codenode.journal.lease import RUN
from codenode.testing.crashpoints.judge import judged
from codenode.testing.crashpoints.ledger import Line
from codenode.testing.crashpoints.points import JOURNAL, POINTS, WORKER_POINTS, Points
from codenode.testing.crashpoints.programs import DOUBT, PROGRAMS
from codenode.testing.scripted_model import code

SEQUENCE = PROGRAMS["sequence"]
DONE = [f"did {slot} x" for slot in "abcd"]


def lines(*slots, event="end", key="k"):
    """Lines of a ledger, begun and ended."""
    begun = [Line(event="start", slot=slot, item="x", key=key + slot, pid=1) for slot in slots]
    return [*begun, *({**line, "event": event} for line in begun)]


def verdict(done, answer, statuses=()):
    """What the judge says of a run that ended."""
    return judged(SEQUENCE, done, {"kind": "ended", "answer": answer, "statuses": list(statuses)}).verdict


class TestHarness:
    def test_slice(self):
        """Of a dozen kills none repeats or loses an effect without a word."""
        command = [sys.executable, "-m", "codenode.testing.crashpoints", "--kills", "12", "--seed", "7"]
        found = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert found.returncode == 0, found.stdout + found.stderr
        assert "0 silently duplicated" in found.stdout


class TestJudge:
    def test_once(self):
        """Each effect once, and the answer says so."""
        assert verdict(lines(*"abcd"), DONE) == "once"

    def test_duplicated(self):
        """An effect that began twice, or with other arguments, is seen."""
        assert verdict([*lines(*"abcd"), *lines("a")], DONE) == "duplicated"
        assert verdict([*lines(*"abcd"), *lines("b", key="other")], DONE) == "duplicated"

    def test_idempotent(self):
        """An idempotent one may begin twice with the same key."""
        assert verdict([*lines(*"abcd"), *lines("b")], DONE) == "once"

    def test_lost(self):
        """A claim that the ledger knows nothing of, and an effect nobody speaks of, are lost."""
        assert verdict(lines(*"abc"), DONE) == "lost"
        assert verdict(lines(*"abc"), DONE[:3]) == "lost"

    def test_wrong(self):
        """A variable that the next action does not find as it was left is seen, also after a lost action."""
        left, changed, lost = 'after {"x": 1, "y": [2]}', 'before {"x": 1, "y": []}', 'before {"x": 1, "y": [2]}'
        ended = {"kind": "ended", "answer": DONE, "statuses": []}
        assert judged(SEQUENCE, lines(*"abcd"), {**ended, "outputs": [left, lost, lost]}).compared == 4
        found = judged(SEQUENCE, lines(*"abcd"), {**ended, "outputs": [left, lost, changed]})
        assert (found.verdict, found.why) == ("wrong", "y: [] and not [2]")

    def test_told(self):
        """A doubt that is told covers one effect, not two."""
        assert verdict(lines(*"abc"), [*DONE[:3], DOUBT]) == "told"
        assert verdict(lines(*"ab"), [*DONE[:2], DOUBT]) == "lost"


CARRIED = """
import sys
from langgraph.checkpoint.memory import InMemorySaver
from codenode import create_code_agent
from codenode.executors import sessions
from codenode.testing import ScriptedModel
from codenode.testing.crashpoints.points import *
from codenode.testing.scripted_model import code

place, executor, folder = sys.argv[1:]
called = []

def count() -> int:
    'Count.'
    called.append(1)
    return len(called)

points = Points(place, victim="worker")
points.watch(sessions, WORKER)
saver, thread = InMemorySaver(), {"configurable": {"thread_id": "t"}}

def agent(*replies):
    return create_code_agent(
        ScriptedModel(replies), [count], checkpointer=saver, journal=f"{folder}/j.sqlite", snapshots=folder,
        executor=executor, interrupt_after=["act"]
    )

agent(code("x = [count()]; y = x")).invoke({"messages": [("user", "go")]}, thread)
other = agent(code("y.append(count()); final_answer(x)"))  # has no worker yet
answer = other.invoke(None, thread)["structured_response"]
print(points.killed, answer)
"""


class TestPoints:
    def test_kills(self, tmp_path):
        """A process ends at the place and the passing that were named, with what it wrote before on the disk."""
        script = (
            "from codenode.journal.memory import MemoryJournal\n"
            "from codenode.journal.entries import Scope\n"
            "from codenode.testing.crashpoints.points import *\n"
            "import sys\n"
            "journal = Points('journal.open:before', 2).watch(MemoryJournal(), JOURNAL)\n"
            "for n in range(3): journal.open(Scope(thread='t', task=str(n))); print(n, flush=True)"
        )
        found = subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert (found.returncode, found.stdout) == (-9, "0\n")

    # Killed after a restore it is gone when the action begins: nobody knows how far that came, it counts as lost.
    # `make crash` takes all of them together.
    @pytest.mark.parametrize(
        ("place", "executor"), list(zip(WORKER_POINTS[:3], ["sandbox", "process", "sandbox"], strict=True))
    )
    def test_worker(self, place, executor, tmp_path):
        """A worker killed while it saves or restores takes no variable with it, and no call is made again."""
        if executor == "sandbox" and reason():
            pytest.skip(reason())
        command = [sys.executable, "-c", CARRIED, place, executor, str(tmp_path)]
        found = subprocess.run(
            command,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert found.stdout == "worker [1, 2]\n", found.stderr

    def test_names(self):
        """Every watched method has a place before and after it."""
        assert {f"{name}:{when}" for name in JOURNAL.values() for when in ("before", "after")} <= set(POINTS)
        assert json.loads(json.dumps(Points().passed)) == {}


class TestLease:
    CONFIG: ClassVar = {"configurable": {"thread_id": "t"}}

    def agent(self, scripted, journal):
        """An agent whose one call needs nothing."""
        return scripted(code("final_answer(double(2))"), checkpointer=InMemorySaver(), journal=journal)

    def test_one_run(self, scripted, tmp_path):
        """While another one continues a thread a run of it does not begin; afterwards it does."""
        journal, scope = SqliteJournal(tmp_path / "j.sqlite"), Scope(thread="t", task=RUN)
        token, _ = journal.open(scope)
        agent = self.agent(scripted, tmp_path / "j.sqlite")
        with pytest.raises(ActionBusy):
            agent.invoke({"messages": [("user", "go")]}, self.CONFIG)
        assert agent.get_state(self.CONFIG).values == {}
        journal.release(scope, token)
        assert agent.invoke({"messages": [("user", "go")]}, self.CONFIG)["structured_response"] == 4

    async def test_given_back(self, scripted, tmp_path):
        """A run that was left early gives the thread back."""
        agent = self.agent(scripted, tmp_path / "j.sqlite")
        stream = agent.astream({"messages": [("user", "go")]}, self.CONFIG)
        await anext(stream)
        with pytest.raises(ActionBusy):
            await agent.ainvoke(None, self.CONFIG)
        await stream.aclose()
        assert (await agent.ainvoke(None, self.CONFIG))["structured_response"] == 4
