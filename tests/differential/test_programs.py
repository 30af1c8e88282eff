"""Programs that hypothesis writes give here what they give in plain CPython."""

import contextlib
import io
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain import Outcome, fresh, line_of, observed, plain
from programs import program

from codenode import Limits, open_session
from codenode.worker.policy.compiler import Refusal, compile_action
from codenode.worker.policy.room import Room

pytestmark = pytest.mark.usefixtures("swept")
DATA = st.binary(min_size=100, max_size=400)
FILE = "<action>"
# `make fuzz` asks for more, and for other ones each time.
MORE = int(os.environ.get("CODENODE_FUZZ", "0"))


def examples(number):
    """Return settings: the same programs each time, unless more were asked for."""
    return settings(
        max_examples=MORE or number,
        derandomize=not MORE,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def roomed(source):
    """Run the source in a room of this process; say what came out."""
    room = Room(builtins={"print": print}, warn=print)
    try:
        code = compile_action(source, FILE)
    except Refusal as refusal:
        return Outcome("", "", f"{refusal.kind}: {refusal.msg}", refusal.lineno)
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        try:
            value = room.run(code)
            value = "" if value is None else repr(value)
        except Exception as error:  # noqa: BLE001 - whatever it is, CPython must say the same
            return Outcome("", shown.getvalue(), f"{type(error).__name__}: {error}", line_of(error, FILE))
        return Outcome(value, shown.getvalue(), "", None)


class TestPrograms:
    @given(data=DATA)
    @examples(500)
    def test_in_a_room(self, data):
        """A program's value, output, error and line are CPython's."""
        source = program(data)
        assert roomed(source) == plain(source, fresh()), source

    def test_in_a_worker(self):
        """So they are in a real worker, where one program follows the other."""
        limits = Limits(seconds=20, value_bytes=200_000)
        with open_session(executor="process", limits=limits) as session:
            namespace = fresh()

            @given(data=DATA)
            @examples(150)
            def agree(data):
                source = program(data)
                assert observed(session.run(source)) == plain(source, namespace), source

            agree()
