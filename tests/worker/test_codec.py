"""The codec: plain data crosses unchanged, anything else is refused."""

import collections
import dataclasses
import datetime as dt
import enum
import json
import uuid
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codenode.worker.codec import CodecError, decode, encode, plain

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
    | st.dates() | st.datetimes() | st.timedeltas() | st.decimals(allow_nan=False) | st.uuids()
    | st.fractions() | st.complex_numbers(allow_nan=False)
)  # fmt: skip
KEYS = st.none() | st.booleans() | st.integers() | st.text() | st.tuples(st.integers(), st.text())
DATA = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(KEYS, inner)
        | st.sets(st.integers())
        | st.frozensets(st.text())
    ),
    max_leaves=20,
)


class TestRoundTrip:
    @given(DATA)
    def test_data(self, value):
        """Data comes back equal, with the same types, through real JSON."""
        back = decode(json.loads(json.dumps(encode(value), allow_nan=False)))
        assert (back, repr(type(back))) == (value, repr(type(value)))

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
    def test_odd_floats(self, value):
        """NaN and infinities cross too."""
        assert repr(decode(encode(value))) == repr(value)

    def test_tag_as_key(self):
        """A dict that looks tagged stays the dict it is."""
        assert decode(encode({"$": "tuple", "v": [1]})) == {"$": "tuple", "v": [1]}

    def test_lowered(self):
        """Enums, data classes, counters, named tuples and numpy values cross as the data they are."""
        import numpy as np

        @dataclasses.dataclass
        class Point:
            x: int
            y: int

        colour = enum.Enum("Colour", {"RED": 3})
        pair = collections.namedtuple("pair", "a b")  # noqa: PYI024 - as models write it
        values = [colour.RED, Point(1, 2), collections.Counter("aab"), pair(1, 2), np.int64(5), np.array([1.5])]
        assert decode(encode(values)) == [3, {"x": 1, "y": 2}, {"a": 2, "b": 1}, (1, 2), 5, [1.5]]


class TestRefusals:
    @pytest.mark.parametrize("value", [print, object(), (n for n in []), 10**10_000, [object()]], ids=range(5))
    def test_no_data(self, value):
        """What is no data is refused, also inside."""
        with pytest.raises(CodecError):
            encode(value)

    def test_too_deep(self):
        """Endless nesting is refused."""
        ring: list = []
        ring.append(ring)
        with pytest.raises(CodecError, match="deep"):
            encode(ring)

    @pytest.mark.parametrize(
        "payload",
        [
            {"$": "os"}, {"$": "dict", "v": 3}, {"$": "dict", "v": [[[], 1]]}, {"$": ["x"], "v": 1}, {"$": "set", "v": [{}]},
            {"$": "decimal", "v": "x"}, {"$": "fraction", "v": "1/0"}, {"$": "bytes", "v": "zz"}, {"$": "date", "v": 1},
            {"$": "timedelta", "v": ["a"]}, {"$": "decimal", "v": "9" * 20_000}, {"$": "complex", "v": []},
        ],
        ids=range(12),
    )  # fmt: skip
    def test_hostile(self, payload):
        """A malformed tag is refused, never an odd exception."""
        with pytest.raises(CodecError):
            decode(payload)


class TestPlain:
    def test_forms(self):
        """Plain JSON has lists, text keys and ISO dates."""
        value = {1: (2, {3}), (1, 2): dt.date(2026, 1, 2), "d": Decimal("1.5"), "u": uuid.UUID(int=1)}
        assert plain(value) == {
            "1": [2, [3]],
            "[1, 2]": "2026-01-02",
            "d": "1.5",
            "u": "00000000-0000-0000-0000-000000000001",
        }

    @pytest.mark.parametrize("value", [b"x", float("nan"), 1j, [b"x"]])
    def test_no_plain_form(self, value):
        """What plain JSON cannot say is refused."""
        with pytest.raises(CodecError):
            plain(value)

    def test_fraction(self):
        """A fraction is its text."""
        assert plain(Fraction(1, 3)) == "1/3"
