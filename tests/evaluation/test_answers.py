"""Does the check take right answers of any type and layout, and no wrong ones?"""

import pytest

from codenode.evaluation.answers import Check

WHOLE = Check()
TWO = Check(places=2)
LOOSE = Check(loose=True)
ANY_ORDER = Check(any_order=True)


class TestNumbers:
    @pytest.mark.parametrize("answer", [42, 42.0, "42", " 42 ", "42.0"])
    def test_types(self, answer):
        """A number may come as an integer, a float or a text."""
        assert WHOLE(answer, 42)

    @pytest.mark.parametrize(
        "answer", [41, 43, 42.0001, "43", "forty-two", "42 days", None, True, [42], "", "nan", float("inf")]
    )
    def test_near_misses(self, answer):
        """A wrong number, prose or another type is wrong."""
        assert not WHOLE(answer, 42)

    def test_true_is_not_one(self):
        """A truth value is no number."""
        assert not WHOLE(answer=True, expected=1)

    def test_large_whole_numbers(self):
        """Whole numbers are exact at any size; one in a million is not close enough."""
        assert WHOLE("1000001", 1000001)
        assert not WHOLE(1000000, 1000001)
        assert not WHOLE(2**64, 2**64 + 1)

    def test_relative_difference(self):
        """Floats may differ by a millionth of their value."""
        assert WHOLE(0.1 + 0.2, 0.3)
        assert WHOLE(1000.0005, 1000.0)
        assert not WHOLE(1000.01, 1000.0)

    def test_rounding(self):
        """With decimals asked for, half a unit of the last one is no difference, a whole one is."""
        assert TWO(3.14159, 3.14)
        assert TWO("3.14", 3.14)
        assert not TWO(3.15, 3.14)
        assert not TWO(3.1, 3.14)

    def test_enormous_text(self):
        """A text with more digits than Python reads is no number."""
        assert not WHOLE("9" * 5000, 9)


class TestTexts:
    def test_exact(self):
        """Case and inner whitespace matter unless stated; outer whitespace does not."""
        assert WHOLE(" Pell\n", "Pell")
        assert not WHOLE("pell", "Pell")
        assert not WHOLE("Pell city", "Pell")

    def test_loose(self):
        """Stated so, case and whitespace do not matter, letters do."""
        assert LOOSE("THE  key", "the key")
        assert not LOOSE("the keys", "the key")

    def test_digits(self):
        """A whole number stands for its digits; a truth value stands for nothing."""
        assert WHOLE(101, "101")
        assert not WHOLE(answer=True, expected="True")


class TestTruths:
    def test_words(self):
        """A truth value may be a word, not a number."""
        assert WHOLE("True", expected=True)
        assert WHOLE("no", expected=False)
        assert not WHOLE(1, expected=True)
        assert not WHOLE("perhaps", expected=False)


class TestLists:
    @pytest.mark.parametrize("answer", [["a", 2], ("a", 2), "['a', 2]", '["a", 2]', "('a', 2)", ["a", "2"]])
    def test_layouts(self, answer):
        """A list may be a tuple or a text of either."""
        assert WHOLE(answer, ["a", 2])

    @pytest.mark.parametrize("answer", [["a"], ["a", 2, 2], [2, "a"], ["b", 2], "a, 2", {"a": 2}, None, "[["])
    def test_near_misses(self, answer):
        """A missing, added, moved or other item is wrong."""
        assert not WHOLE(answer, ["a", 2])

    def test_any_order(self):
        """Stated so, the order does not matter, but each item counts once."""
        assert ANY_ORDER([2, 1, 2], [1, 2, 2])
        assert not ANY_ORDER([1, 1, 2], [1, 2, 2])

    def test_nested(self):
        """Rounding reaches into nested lists."""
        assert TWO([["a", 1.004]], [["a", 1.0]])
        assert not TWO([["a", 1.02]], [["a", 1.0]])


class TestMappings:
    def test_keys(self):
        """Keys are texts; all must be there and no others."""
        assert WHOLE({1: "a"}, {"1": "a"})
        assert WHOLE("{'x': 1}", {"x": 1})
        assert not WHOLE({"x": 1, "y": 2}, {"x": 1})
        assert not WHOLE({}, {"x": 1})
        assert not WHOLE([["x", 1]], {"x": 1})

    def test_values(self):
        """A wrong value is wrong."""
        assert not WHOLE({"x": 2}, {"x": 1})


class TestNothing:
    def test_missing(self):
        """A missing answer is never right."""
        assert not WHOLE(None, None)
        assert not WHOLE(None, 0)
        assert not WHOLE(None, "")
        assert not WHOLE(None, [])

    def test_hostile_text(self):
        """A text made to break a reader is wrong, not a crash."""
        assert not WHOLE("(" * 3000, [1])
        assert not WHOLE("[" * 100_000, [1])
        assert not WHOLE("-" * 3900 + "1", [1])
