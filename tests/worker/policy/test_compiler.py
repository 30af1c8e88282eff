"""What is refused, where, and with which hint."""

import pytest

from codenode.worker.policy.compiler import Refusal, compile_action


def refused(source):
    """Return the refusal of a source."""
    with pytest.raises(Refusal) as caught:
        compile_action(source, "<action>")
    return caught.value


class TestRefusal:
    def test_place(self):
        """A refusal names the line, the column in characters, and the line's text."""
        refusal = refused("x = 1\ny = 'é'; x.__globals__\n")
        assert (refusal.lineno, refusal.offset, refusal.text) == (2, 10, "y = 'é'; x.__globals__")

    def test_syntax_error(self):
        """A syntax error is a refusal with Python's own message."""
        refusal = refused("x = 1\ndef f(:\n    pass")
        assert (refusal.msg, refusal.lineno, refusal.filename) == ("invalid syntax", 2, "<action>")

    def test_compiler_error(self):
        """What only the compiler sees is a refusal too."""
        assert "outside loop" in refused("break").msg

    @pytest.mark.parametrize(
        "source", ["x = 1 \0", "x = " + "(" * 300 + ")" * 300, "-" * 100_000 + "1", "x = '\ud800'"]
    )
    def test_unusual(self, source):
        """Null bytes, deep nesting and lone surrogates do not break the compiler."""
        assert refused(source).msg

    @pytest.mark.parametrize(
        ("source", "hint"),
        [
            ("def f():\n    await g()", "write `async def` instead of `def`"),
            ("def f():\n    return [x async for x in g()]", "write `async def` instead of `def`"),
            ("def f():\n    async with g():\n        pass", "write `async def` instead of `def`"),
            ("from math import *", "import the names you need"),
            (
                "class A(metaclass=B): pass",
                "leave `metaclass=` out; inherit from abc.ABC for an abstract class",
            ),
            ("x.__dict__", "use vars(obj) to read attributes and setattr(obj, name, value) to set them"),
            ("raise SystemExit", "end with final_answer(value)"),
            ("except_ = BaseException", "catch Exception, or a narrower type"),
            ("return 1", "end with the value as an expression, or final_answer(value)"),
            ("```python\nx = 1\n```", "send plain Python without Markdown fences"),
            ("!pip install x", "shell commands are not Python; use the tools"),
            ("nonlocal x", "leave `nonlocal` out"),
        ],
    )
    def test_hint(self, source, hint):
        """The hint says what to write instead."""
        assert refused(source).hint == hint

    def test_message_is_one_line(self):
        """A message never spans lines."""
        assert "\n" not in refused("f'{'").msg


class TestCompile:
    def test_own_flags(self):
        """The compiler's own future imports do not leak into the action."""
        assert not compile_action("def f(x: int): pass", "<a>").co_flags & 0x1000000

    def test_future_annotations(self):
        """The action's own future imports count."""
        assert compile_action("from __future__ import annotations\nx = 1", "<a>").co_flags & 0x1000000

    def test_late_future(self):
        """A future import that comes late is an error, as in Python."""
        assert "beginning" in refused("x = 1\nfrom __future__ import annotations").msg

    def test_quiet(self):
        """Warnings of the compiler are not the model's concern."""
        assert compile_action("x = '\\d'\nx is 'a'", "<a>").co_name == "<module>"

    def test_lines(self):
        """Code carries the action's own line numbers."""
        assert compile_action("\n\nx = 1", "<a>").co_firstlineno == 3
