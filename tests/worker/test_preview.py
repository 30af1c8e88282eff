"""Previews: the whole value where it is short, head and size where it is long."""

from collections import Counter, OrderedDict, defaultdict, deque

import pytest

from codenode.worker.preview import preview, shape


class TestPreview:
    @pytest.mark.parametrize("value", [1, "a", [1, (2,), {3}, frozenset({4})], {"a": {"b": None}}, (), [], set(), {}])
    def test_short(self, value):
        """A short value is its repr."""
        assert preview(value, 1_000) == repr(value)

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (list(range(10**6)), "[list of 1,000,000]"),
            ({n: n for n in range(10**6)}, "[dict of 1,000,000]"),
            ("a" * 10**6, "[1,000,000 characters]"),
            (10**100_000, "bits"),
        ],
        ids=["list", "dict", "text", "integer"],
    )
    def test_long(self, value, said):
        """A long value says how long it is, and is short itself."""
        shown = preview(value, 400)
        assert said in shown
        assert len(shown) < 1_000

    @pytest.mark.parametrize(
        ("value", "said"),
        [
            (deque(range(500)), "deque([0, 1,"),
            (Counter(range(500)), "Counter({0: 1,"),
            (OrderedDict.fromkeys(range(500)), "OrderedDict({0: None,"),
            (defaultdict(list, {n: [] for n in range(500)}), "defaultdict({0: [],"),
        ],
        ids=["deque", "Counter", "OrderedDict", "defaultdict"],
    )
    def test_collections(self, value, said):
        """A long collection shows head and length, a short one is as Python shows it."""
        shown = preview(value, 400)
        assert shown.startswith(said)
        assert " of 500]" in shown
        assert len(shown) < 500
        assert preview(deque([1], 3), 400) == "deque([1], maxlen=3)"

    def test_deep(self):
        """A list that holds itself is shown and done."""
        ring: list = []
        ring.append(ring)
        assert "list of 1" in preview(ring, 100)


class TestShape:
    @pytest.mark.parametrize(
        ("value", "told"), [([1], "of 1"), ("ab", "of 2"), ({}, "of 0"), (deque("abc"), "of 3"), (1, ""), (None, "")]
    )
    def test_builtins(self, value, told):
        """What has a length tells it."""
        assert shape(value) == told

    def test_of_the_code(self):
        """The length of a class of the code's own is not asked for."""

        class Long(list):
            def __len__(self):
                raise AssertionError("asked")

        assert shape(Long()) == ""
