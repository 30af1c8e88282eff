"""Tools and replies that many tests use."""

from codenode import Limits

QUICK = Limits(seconds=1, grace=0.3)


def double(number: int) -> int:
    """Double a number."""
    return number * 2


def broken(reason: str) -> str:
    """Fail."""
    raise ValueError(reason)


async def later(text: str) -> str:
    """Give the text back, in time."""
    return text


def block(source: str, thought: str = "") -> str:
    """Return a reply with one fenced block."""
    return f"{thought}\n```python\n{source}\n```"


def asked(text: str = "go") -> dict:
    """Return the input of a run."""
    return {"messages": [("user", text)]}
