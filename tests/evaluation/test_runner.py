"""Does a measurement go on whatever an arm does?"""

import pytest

from codenode.errors import ConfigurationError
from codenode.evaluation.attempt import Attempt
from codenode.evaluation.runner import run
from codenode.evaluation.task import Task
from codenode.evaluation.tasks import TASKS, chosen
from codenode.testing.scripted_model import ScriptedModel

TASK = Task(id="t", kind="files", prompt="Two?", answer=2, files={"a.txt": lambda: "two"})
MODEL = ScriptedModel()


def two(model, task, folder):
    """Answer two."""
    return Attempt(answer="2", status="final", steps=1)


def three(model, task, folder):
    """Answer three."""
    return Attempt(answer=3, status="final", steps=1)


def broken(model, task, folder):
    """Break."""
    raise RuntimeError("out of order")


class TestRun:
    def test_judged(self):
        """Each arm is judged on each task."""
        results = run(MODEL, [TASK], {"a": two, "b": three})
        assert [(result.arm, result.right) for result in results] == [("a", True), ("b", False)]

    def test_crash(self):
        """An arm that crashes is wrong with its error, and the next one runs."""
        crashed, fine = run(MODEL, [TASK], {"a": broken, "b": two})
        assert (crashed.right, crashed.attempt.status) == (False, "failed")
        assert crashed.attempt.error == "RuntimeError: out of order"
        assert fine.right

    def test_told(self):
        """Each result is told at once."""
        told = []
        assert run(MODEL, [TASK, TASK], {"a": two}, told=told.append) == told

    def test_own_folder(self):
        """Each attempt has an empty folder of its own, gone afterwards."""
        folders = []

        def arm(model, task, folder):
            assert not list(folder.iterdir())
            folders.extend(task.place(folder))
            return Attempt()

        run(MODEL, [TASK, TASK], {"a": arm})
        assert len(set(folders)) == 2
        assert not any(folder.exists() for folder in folders)


class TestChosen:
    def test_all(self):
        """Without a wish all tasks are chosen."""
        assert chosen() == TASKS

    def test_halves(self):
        """Held-out tasks and those for tuning make up the set."""
        held_out, tuning = chosen(held_out=True), chosen(held_out=False)
        assert sorted(task.id for task in held_out + tuning) == sorted(task.id for task in TASKS)
        assert len(held_out) * 3 == len(TASKS)

    def test_limit(self):
        """The limit counts what the other wishes left."""
        assert [task.id for task in chosen(kinds=["dates"], limit=2)] == ["dates-1", "dates-2"]

    def test_unknown(self):
        """An unknown name is refused with the known ones."""
        with pytest.raises(ConfigurationError, match="'poetry'; there are: computation"):
            chosen(kinds=["poetry"])
