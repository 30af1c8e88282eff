"""Does a code agent solve tasks of the set when the model writes the right code?"""

import pytest

from codenode.errors import ConfigurationError
from codenode.evaluation.arms import ARMS, arms
from codenode.evaluation.runner import run
from codenode.evaluation.tasks import chosen
from codenode.testing.scripted_model import ScriptedModel, code

SOLUTIONS = {
    "dates-1": "from datetime import date\nfinal_answer((date(2026, 3, 2) - date(2023, 11, 17)).days)",
    "single-tool-2": "cities = ['Bergen', 'Tampere', 'Aarhus', 'Malmo', 'Turku']\n"
    "a, b = sorted(map(population, cities))[:-3:-1]\nfinal_answer(('Malmo', a - b))",
    "recovery-2": "got = []\nfor n in range(1, 13):\n    try:\n        got.append(read_sensor(n))\n"
    "    except Exception:\n        pass\nfinal_answer(round(sum(got) / len(got), 2))",
    "files-1": "import csv\nwith open('orders.csv') as file:\n    rows = list(csv.DictReader(file))\n"
    "final_answer(round(sum(float(r['amount']) for r in rows if r['country'] == 'NO'), 2))",
    "composition-4": "gaps = {p: reorder_level(p) - count_on_shelf(shelf_of(p), p) for p in products()}\n"
    "final_answer({p: gap for p, gap in gaps.items() if gap > 0})",
}


class TestArms:
    @pytest.mark.parametrize("arm", ARMS)
    @pytest.mark.parametrize("task", SOLUTIONS)
    def test_right(self, arm, task):
        """Right code is a right answer in every arm, whatever the task needs."""
        (result,) = run(ScriptedModel([code(SOLUTIONS[task])]), chosen(ids=[task]), arms([arm]))
        assert result.right, result
        assert (result.attempt.status, result.attempt.steps) == ("final", 1)
        assert result.attempt.input_tokens > 0

    def test_prose(self):
        """An answer in prose alone counts when it is the wanted value."""
        (result,) = run(ScriptedModel(["836"]), chosen(ids=["dates-1"]), arms(["codenode"]))
        assert result.attempt.status == "final"

    def test_ceiling(self):
        """An agent that never answers ends at the same ceiling as the plain loops."""
        model = ScriptedModel([code(f"x = {n}\nprint(x)") for n in range(20)])
        (result,) = run(model, chosen(ids=["dates-1"]), arms(["codenode"]))
        assert (result.right, result.attempt.status, result.attempt.steps) == (False, "steps", 6)

    def test_unknown(self):
        """An unknown arm is refused."""
        with pytest.raises(ConfigurationError, match="'mine'; there are: codenode"):
            arms(["mine"])
