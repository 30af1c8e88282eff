"""What the model is told to write instead, after an error at run time."""

import pytest

from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.hints import hint_for
from codenode.worker.policy.room import Room


def hint(source):
    """Run a source that fails; return the hint."""
    room = Room(builtins={}, warn=print)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - any error will do
        room.run(compile_action(source, "<action>"))
    return hint_for(caught.value, room.user_names())


class TestHint:
    @pytest.mark.parametrize(
        ("source", "expected"),
        [
            ("my_variable = 3\nmy_variabel", "did you mean 'my_variable'?"),
            ("pritn", ""),
            ("sortd([])", "did you mean 'sorted'?"),
            ("math.pi", "write `import math` first"),
            ("eval('1')", "write the expression out, or use ast.literal_eval for a literal"),
            ("exit()", "end with final_answer(value)"),
            ("globals()", "use the names directly, or keep values in a dict of your own"),
            ("import os", "there are no files, processes or environment here; use the tools and plain data"),
            ("import requests", "there is no network here; use the tools"),
            ("import jsno", "did you mean 'json'?"),
            ("from math import squareroot", "print dir(math) to see what the module has"),
            ("'a'.uper()", "did you mean 'upper'?"),
            ("import math\nmath.flor", "did you mean 'floor'?"),
            ("d = {'key': 1}\nd.key", "use ['key']: it is a key, not an attribute"),
            ("{}['k']", "print the keys to see what is there, or use .get('k')"),
            ("str = 'a'\nstr(1)", "look for a variable that has the name of a function, and rename it"),
            ("'a' + 1", "convert with str() or use an f-string"),
            ("1 / 0", ""),
            ("xyzzy_quux", ""),
        ],
    )
    def test_hint(self, source, expected):
        """The hint fits the error, and is empty when nothing is known."""
        assert hint(source) == expected

    def test_np(self):
        """The usual short names lead to the module."""
        assert hint("np.array([1])").startswith("write `import numpy as np` first")

    def test_no_guest_code(self):
        """A hint never runs code of the objects an error carries."""
        source = (
            "class Key:\n    def __repr__(self): boom()\n"
            "    def __eq__(self, other): boom()\n    __hash__ = None\n"
            "class Mine(KeyError):\n    @property\n    def args(self): boom()\n"
        )
        assert hint(source + "raise Mine(Key())") == ""
        assert hint(source + "raise KeyError(Key())") == ""
        assert hint(source + "raise TypeError(Key())") == ""
        assert hint(source + "Key().nothing_like_it") == ""
