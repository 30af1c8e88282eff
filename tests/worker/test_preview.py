"""Previews: the whole value where it is short, head and size where it is long."""

import pytest

from codenode.worker.preview import preview


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

    def test_deep(self):
        """A list that holds itself is shown and done."""
        ring: list = []
        ring.append(ring)
        assert "list of 1" in preview(ring, 100)
