"""What the model is told to write instead, after an error at run time."""

import pytest

from codenode import open_session
from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.hints import Known, hint_for
from codenode.worker.policy.room import Room


def hint(source):
    """Run a source that fails; return the hint."""
    return hinted(source, None)


def hinted(source, known):
    """Run a source that fails; return the hint for what is known."""
    room = Room(builtins={}, warn=print)
    with pytest.raises(Exception) as caught:  # noqa: PT011 - any error will do
        room.run(compile_action(source, "<action>"))
    return hint_for(caught.value, known or Known(room.user_names()))


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
            ("from math import squareroot", "math has sqrt"),
            ("from json import lods", "did you mean 'loads'?"),
            ("from json import parse", "print dir(json) to see what the module has"),
            ("'a'.uper()", "did you mean 'upper'?"),
            ("import math\nmath.flor", "did you mean 'floor'?"),
            ("import math\nmath.squareroot", "math has sqrt"),
            ("import json\njson.parse", "json has dump, dumps, load, loads, JSONDecoder, JSONDecodeError, JSONEncoder"),
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


class TestKeys:
    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("d = {'price': 1, 'qty': 2}\nd['prize']", "did you mean 'price'? the keys are 'price', 'qty'"),
            ("rows = [{'a': {'b': 1}}]\nrows[0]['a']['x']", "the keys are 'b'"),
            ("class C: pass\nc = C()\nc.d = {1: 2}\nc.d[3] + 1", "the keys are 1"),
            ("def f(d, k):\n    return d[k]\nf({'a': 1, 'b': 2}, 'z')", "the keys are 'a', 'b'"),
            ("d = {'a': 1}\nd.pop('z')", "the keys are 'a'"),
            ("d = {n: n for n in range(5000)}\nd[-1]", "11, ..."),
            ("{}['k']", "print the keys"),
        ],
    )
    def test_keys(self, session, code, said):
        """A missing key shows the keys that are there."""
        assert said in session.run(code)["fault"]["hint"]

    @pytest.mark.parametrize(
        "code",
        [
            "class K:\n    def __hash__(self): return hash('z')\n    def __eq__(self, o): seen.append(1); return False\nd = {K(): {}}\nd['z']['y']",
            "class D(dict):\n    def __iter__(self): seen.append(1); return iter([])\n    def __missing__(self, k): raise KeyError(k)\nd = D(a=1)\nd['z']",
            "class P:\n    @property\n    def d(self): seen.append(1); return {}\np = P()\np.d['z']\n",
        ],
    )
    def test_no_guest_code(self, session, code):
        """Looking for the mapping runs no code of its own, nor of the keys in it."""
        before = session.run(
            "seen = []\ntry:\n    " + code.replace("\n", "\n    ") + "\nexcept KeyError: pass\nlen(seen)"
        )
        assert session.run("seen.clear()\n" + code)["fault"]["type"] == "KeyError"
        assert session.run("len(seen)")["value"] == before["value"]

    def test_columns(self):
        """A missing column of a table shows the columns."""
        pytest.importorskip("pandas")
        with open_session(imports=["pandas"]) as session:
            fault = session.run("import pandas as pd\ndf = pd.DataFrame({'price': [1]})\ndf['prize']")["fault"]
        assert fault["hint"] == "did you mean 'price'? the keys are 'price'"


class TestCalls:
    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("def f(query, *, limit=1): pass\nf('a', limt=2)", "did you mean 'limit'? it takes (query, limit)"),
            ("import textwrap\ntextwrap.indent('a', 'b', bold=1)", "it takes (text, prefix, predicate)"),
            ("f = 3\nf(x=1)", "look for a variable"),
            ("import json\njson.dumps({1})", "convert it to dict"),
            ("def f(a): pass\nf()", ""),
        ],
    )
    def test_unknown_keyword(self, session, code, said):
        """A keyword that a function does not know shows those it knows."""
        assert said in session.run(code)["fault"]["hint"]


class TestModules:
    def test_callers_modules(self):
        """A refused import names the nearest of all modules, the caller's too."""
        assert "did you mean 'numpy'?" in hinted("import nunpy", Known(modules=["numpy"]))
        assert hinted("np.array", Known(modules=["numpy"])) == "write `import numpy as np` first"

    def test_lost(self):
        """A variable that went with an earlier worker is told as lost, whatever it is like."""
        assert hinted("total", Known(names=["totals"], lost={"total": "", "x": ""})).startswith(
            "the worker was replaced"
        )


class TestMethodsOfOthers:
    @pytest.mark.parametrize(
        ("code", "expected"),
        [
            ("[1, 2].mean()", "a plain list has no 'mean': use statistics.mean(values)"),
            ("(1.5).round(1)", "a plain float has no 'round': use round(value, digits)"),
            ("'ab'.length", "a plain str has no 'length': use len(text)"),
        ],
    )
    def test_what_to_use(self, code, expected):
        """A method that numpy or JavaScript would have is answered with what Python has."""
        assert hint(code) == expected

    def test_small_module(self):
        """A module of few names tells them where none is near."""
        assert "correlation" in hint("import statistics\nstatistics.pearsonr([1], [2])")
