"""Our own versions of what the standard library does in a way that cannot be handed out."""

import pytest

from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.room import Room

DISPATCH = """
from functools import singledispatch, singledispatchmethod
@singledispatch
def f(x):
    return "object"
@f.register
def _(x: int):
    return "int"
@f.register(list)
@f.register(tuple)
def _(x):
    return "items"
class A:
    name = "n"
    @singledispatchmethod
    def g(self, x):
        return "object"
    @g.register
    def _(self, x: str):
        return self.name + x
"""
CASES = [
    (f"{DISPATCH}f(1), f(True), f([]), f(()), f(None), A().g('x'), A().g(1)", ("int", "int", "items", "items", "object", "nx", "object")),
    ("from array import array\na = array('i', [1, 2])\na.append(3)\na[0] = 9\nrepr(a), sum(a), a[1:].tolist()", ("array('i', [9, 2, 3])", 14, [2, 3])),
    ("from array import array\narray('b', b'ab').tobytes(), array('d', [1]) + array('d', [2]) == array('d', [1, 2])", (b"ab", True)),
    ("import queue\nq = queue.PriorityQueue()\nq.put(2)\nq.put(1)\nq.get(), q.qsize()", (1, 1)),
    ("import queue\ntry:\n    queue.Queue().get(timeout=0.01)\nexcept queue.Empty:\n    r = 'empty'\nr", "empty"),
    ("import types\nisinstance(lambda: 0, types.FunctionType), isinstance(1, types.FunctionType), isinstance(types, types.ModuleType)", (True, False, True)),
    ("import types\ntypes.MappingProxyType({'a': 1})['a']", 1),
    ("from zoneinfo import ZoneInfo\nfrom datetime import datetime\ndatetime(2024, 7, 1, tzinfo=ZoneInfo('UTC')).isoformat()", "2024-07-01T00:00:00+00:00"),
    ("import pprint\npprint.PrettyPrinter(width=20).pformat([1])", "[1]"),
]  # fmt: skip
REFUSED = [
    ("from array import array\narray('q', ['x'])", TypeError),
    ("from array import array\narray('zz')", ValueError),
    (
        "from functools import singledispatch\n@singledispatch\ndef f(x): ...\n@f.register\ndef g(x: 'int'): ...",
        TypeError,
    ),
    ("import types\ntypes.FunctionType((lambda: 0), {})", TypeError),
    ("import types\ntypes.ModuleType('os')", TypeError),
    ("from zoneinfo import ZoneInfo\nZoneInfo('../../../etc/passwd')", ValueError),
    ("from zoneinfo import ZoneInfo\nZoneInfo('/etc/passwd')", ValueError),
    ("import io\nfrom zoneinfo import ZoneInfo\nZoneInfo.from_file(io.BytesIO(b''))", AttributeError),
    ("import secrets", ImportError),
]


def run(source, printed=None):
    """Run a source in a fresh room."""
    builtins = {"print": (printed if printed is not None else []).append}
    return Room(builtins=builtins, warn=print).run(compile_action(source, "<action>"))


class TestStandard:
    @pytest.mark.parametrize(("source", "expected"), CASES)
    def test_value(self, source, expected):
        """The code gives CPython's value."""
        assert run(source) == expected

    @pytest.mark.parametrize(("source", "error"), REFUSED)
    def test_refused(self, source, error):
        """What CPython refuses is refused, and what would build a door."""
        with pytest.raises(error):
            run(source)

    def test_item_that_frees_its_array(self):
        """An item is a number before the array's memory is touched."""
        freeing = "class E:\n    def __float__(self):\n        del a[:]\n        return 1.0\n"
        with pytest.raises(IndexError):
            run(f"from array import array\na = array('d', [1])\n{freeing}a[0] = E()")

    def test_printing(self):
        """Calendars and pretty printers print where the code prints."""
        printed = []
        run("import calendar, pprint\ncalendar.prmonth(2024, 2)\npprint.PrettyPrinter().pprint({'a': 1})", printed)
        assert printed[0].startswith("   February 2024")
        assert printed[1] == "{'a': 1}"
