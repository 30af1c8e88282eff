"""The namespace, its guards, and what the caller adds."""

import pytest

from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.room import Room, Tampered


def opened(**builtins):
    """Return a room with these builtins."""
    return Room(builtins=builtins, warn=print)


def run(room, source):
    """Run a source in a room."""
    return room.run(compile_action(source, "<action>"))


class TestRoom:
    def test_builtins(self):
        """The caller's builtins override the safe ones."""
        assert run(opened(len=lambda _: 42), "len([])") == 42

    def test_user_names(self):
        """User names come newest first, without guards, dunders and builtins."""
        room = opened(search=len)
        run(room, "import math\n_a = 1\ndef b(): pass\nclass C: pass\nlen = 3")
        assert room.user_names() == ["len", "C", "b", "_a", "math"]

    def test_dir(self):
        """`dir()` lists the user's names only."""
        assert run(opened(), "b = a = 1\ndir()") == ["a", "b"]

    def test_hidden_names(self):
        """No guard stands under a name that source code could spell."""
        hidden = [name for name in opened().globals if not name.startswith("__")]
        assert hidden
        assert not any(map(str.isidentifier, hidden))

    @pytest.mark.parametrize("name", ["<read>", "<own>", "__builtins__", "__name__"])
    def test_replaced_guard(self, name):
        """A guard that was replaced ends the session."""
        room = opened()
        room.globals[name] = {}
        with pytest.raises(Tampered):
            room.check()

    def test_replaced_builtin(self):
        """A builtin that was replaced ends the session."""
        room = opened()
        room.globals["__builtins__"]["len"] = open
        with pytest.raises(Tampered):
            room.check()

    def test_added_builtin(self):
        """A builtin that was added ends the session."""
        room = opened()
        room.globals["__builtins__"]["open"] = open
        with pytest.raises(Tampered):
            room.check()

    def test_rooms_are_apart(self):
        """A class of one room is a stranger in another."""
        first, second = opened(), opened()
        run(first, "class A: pass\na = A()")
        second.globals["a"] = first.globals["a"]
        with pytest.raises(TypeError, match="cannot set attribute 'x'"):
            run(second, "a.x = 1")


class TestPrint:
    def test_pprint(self):
        """`pprint` shows through the room's `print`."""
        shown = []
        run(opened(print=shown.append), "from pprint import pprint, pp\npprint({'a': 1})\npp([2])")
        assert shown == ["{'a': 1}", "[2]"]

    def test_no_print(self):
        """Without a `print` in the room there is nothing to show with."""
        with pytest.raises(NameError):
            run(opened(), "import pprint\npprint.pprint(1)")
