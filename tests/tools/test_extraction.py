"""A function leaves its session with all that it needs, and with nothing else."""

import pytest

from codenode.tools.extraction import extracted

EARLIER = "import math, json\nfrom statistics import mean as m\nLIMIT = 3\ndata = load()\n"
WRITTEN = '''
def half(x):
    return m(x) / LIMIT

@cache
def slope(xs, by=math.pi):
    """Slope of a line."""
    def inner(z):
        return z + half(xs) + by
    return [inner(x) for x in xs]

class Point:
    pass

def point() -> Point:
    """Make a point."""
    return Point()

def silent(x):
    return x

def bound():
    """Read the data."""
    return data

def even(n):
    """Say whether a number is even."""
    return n == 0 or odd(n - 1)

def odd(n):
    return n != 0 and even(n - 1)

quick = lambda: 1
'''
CODES = [EARLIER, WRITTEN]


class TestExtracted:
    def test_alone_it_runs(self):
        """Imports, constants and functions come with it."""
        space = {"cache": lambda f: f}
        exec(extracted("slope", CODES, {"cache"}), space)
        assert space["slope"]([3.0], by=1) == [3.0 + 1.0 + 1]
        assert set(space) >= {"m", "LIMIT", "half", "slope"}
        assert "json.dumps" not in extracted("slope", CODES, {"cache"})

    def test_classes(self):
        """A class it makes comes before it."""
        space = {}
        exec(extracted("point", CODES), space)
        assert type(space["point"]()) is space["Point"]

    def test_each_other(self):
        """Functions that need each other come both."""
        space = {}
        exec(extracted("even", CODES), space)
        assert (space["even"](4), space["even"](5)) == (True, False)

    def test_newest(self):
        """The last definition counts."""
        again = 'def silent(x):\n    """Double."""\n    return x * 2'
        assert extracted("silent", [*CODES, again]).strip() == again

    def test_shared_line(self):
        """What stands on the line of an import does not come with it."""
        assert "load" not in extracted("f", ['import math; data = load()\ndef f():\n    """F."""\n    return math.e'])

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("bound", "uses 'data', which is a variable"),
            ("silent", "has no docstring"),
            ("quick", "no function 'quick'"),
            ("slope", "uses 'cache'"),
        ],
    )
    def test_refused(self, name, said):
        """What cannot stand alone is refused, with what to do."""
        with pytest.raises(ValueError, match=said):
            extracted(name, CODES)

    def test_broken_code(self):
        """Actions that do not parse define nothing."""
        with pytest.raises(ValueError, match="no function 'f'"):
            extracted("f", ["def f(:"])
