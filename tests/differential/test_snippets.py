"""Every snippet gives in a real worker what it gives in plain CPython: value, output, error and line."""

from contextlib import ExitStack
from functools import cache

import pytest
from plain import fresh, observed, plain
from snippets import groups

from codenode import Limits, open_session
from codenode.worker.policy.compiler import Refusal, compile_action

GROUPS = groups()
ALL = [snippet for group in GROUPS.values() for snippet in group]
ROOMY = Limits(seconds=20, value_bytes=20_000)


def chosen(mark=""):
    """Return parameters: the snippets with this mark, or those without any."""
    special = {"refused", "withheld"}
    wanted = [one for one in ALL if (mark in one.marks if mark else special.isdisjoint(one.marks))]
    return [pytest.param(one, id=f"{one.group}-{one.name.replace(' ', '_')}") for one in wanted]


@pytest.fixture(scope="module")
def rooms(swept):
    """Open a session and a namespace a file: a file is a session of its own, on both sides."""
    with ExitStack() as opened:
        yield cache(lambda group: (opened.enter_context(open_session(executor="process", limits=ROOMY)), fresh()))


class TestSnippets:
    @pytest.mark.parametrize("snippet", chosen())
    def test_as_cpython(self, rooms, snippet):
        """The worker and CPython agree."""
        if snippet.missing:
            pytest.skip(f"needs {snippet.missing}")
        session, namespace = rooms(snippet.group)
        here, there = observed(session.run(snippet.source)), plain(snippet.source, namespace)
        if "says" in snippet.marks:
            here, there = (one._replace(error=one.error.partition(":")[0]) for one in (here, there))
        assert here == there


class TestRefused:
    @pytest.mark.parametrize("snippet", chosen("refused"))
    def test_where_and_what_instead(self, snippet):
        """What is not allowed is refused at its place, with a hint."""
        if snippet.missing:
            pytest.skip(f"needs {snippet.missing}")
        with pytest.raises(Refusal) as caught:
            compile_action(snippet.source, "<action>")
        refusal = caught.value
        assert refusal.hint
        assert refusal.text == snippet.source.splitlines()[refusal.lineno - 1]
        assert 1 <= refusal.offset <= len(refusal.text) + 1


class TestWithheld:
    @pytest.mark.parametrize("snippet", chosen("withheld"))
    def test_error_and_what_instead(self, rooms, snippet):
        """What is not there fails at run time, at its place, with a hint."""
        if snippet.missing:
            pytest.skip(f"needs {snippet.missing}")
        session, _ = rooms(snippet.group)
        fault = session.run(snippet.source)["fault"]
        assert fault["type"] == snippet.marks["withheld"].partition(" ")[0]
        assert fault["hint"] or "; " in fault["message"]
        assert fault["line"]


class TestSuite:
    def test_size(self):
        """The suite only grows, and names are not used twice in a file."""
        assert len(ALL) >= 600
        assert all(len({snippet.name for snippet in group}) == len(group) for group in GROUPS.values())
