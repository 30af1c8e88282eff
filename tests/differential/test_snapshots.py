"""A snippet that is cut in two, with a save and a fresh worker between the halves, gives what CPython gives."""

import ast
import os

import pytest
from plain import fresh, observed, plain
from snippets import groups

from codenode import Limits, open_session

EACH = int(os.environ.get("CODENODE_SNIPPETS", "8"))  # 1: all of them
ROOMY = Limits(seconds=20, value_bytes=20_000)


def halves(source):
    """Return the two halves of a source, None where there are none."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return None
    if len(body) < 2:
        return None
    before, node = body[len(body) // 2 - 1 : len(body) // 2 + 1]
    line = min(node.lineno, *(one.lineno for one in getattr(node, "decorator_list", [])), node.lineno)
    lines = source.split("\n")
    return None if line <= before.end_lineno else ("\n".join(lines[: line - 1]), "\n".join(lines[line - 1 :]))


def chosen():
    """Return every so manieth snippet that has two halves."""
    found = [
        pytest.param(*cut, id=f"{one.group}-{one.name.replace(' ', '_')}")
        for group in groups().values()
        for one in group
        if not one.marks and not one.missing and (cut := halves(one.source))
    ]
    return found[::EACH]


class TestSnippets:
    @pytest.mark.parametrize(("first", "second"), chosen())
    def test_as_cpython(self, tmp_path, first, second):
        """The second half runs in another worker, and shows the same; what could not be kept is named."""
        namespace = fresh()
        with open_session(limits=ROOMY, snapshots=str(tmp_path), thread="t") as session:
            assert observed(session.run(first)) == plain(first, namespace)
            kept = session.save()
            session.restore(kept)
            here, there = session.run(second), plain(second, namespace)
        if kept["unkept"]:
            assert all(item["name"] in here["output"] + str(here["fault"]) for item in kept["unkept"])
        else:
            assert observed(here) == there
