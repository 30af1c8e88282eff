"""Do the figures add up?"""

import json

import pytest

from codenode.evaluation.attempt import Attempt
from codenode.evaluation.report import as_json, figures, wilson
from codenode.evaluation.runner import Result
from codenode.evaluation.tasks import chosen

DATE, FILE = chosen(ids=["dates-1", "files-1"])


def result(task, arm="a", *, right, **attempt):
    """Make a result."""
    return Result(arm=arm, task=task, attempt=Attempt(**attempt), right=right)


RESULTS = [
    result(DATE, right=True, steps=2, input_tokens=100, output_tokens=10, seconds=1.5),
    result(FILE, right=False, steps=6, input_tokens=300, output_tokens=30, seconds=4.0, error="E: x"),
    result(FILE, "b", right=True, steps=1),
]


class TestWilson:
    @pytest.mark.parametrize(
        ("right", "total", "low", "high"),
        [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (19, 25, 0.5657, 0.8850)],
    )
    def test_interval(self, right, total, low, high):
        """The interval is the one of the textbooks."""
        assert wilson(right, total) == pytest.approx((low, high), abs=1e-4)

    def test_nothing(self):
        """Without a trial nothing is known."""
        assert wilson(0, 0) == (0.0, 1.0)


class TestFigures:
    def test_sums(self):
        """Tokens and seconds are of all attempts, steps of the solved ones."""
        total = figures(RESULTS[:2])
        assert (total.right, total.total, total.errors) == (1, 2, 1)
        assert (total.steps, total.seconds) == (2.0, 5.5)
        assert (total.input_tokens, total.output_tokens) == (400, 40)


class TestJson:
    def test_round_trip(self):
        """The report is plain JSON data, by arm and kind."""
        report = json.loads(json.dumps(as_json(RESULTS, model="m")))
        assert report["arms"]["a"]["kinds"]["dates"]["right"] == 1
        assert report["arms"]["b"]["total"]["total"] == 1
        assert report["arms"]["a"]["tuning"]["total"] == 2

    def test_rows(self):
        """Each attempt is a row with what was expected."""
        row = as_json(RESULTS, model="m")["results"][0]
        assert (row["task"], row["right"], row["expected"], row["steps"]) == ("dates-1", True, 836, 2)
