"""What attacks find under agreed names: a tool and its secrets, an object, a folder beyond their own.

An attack calls `reached` when it has succeeded, and only then.
"""

import os

OUTSIDE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "markers")  # noqa: PTH100, PTH118, PTH120 - a worker loads this
"""Harmless files that code may not read."""

USER = """
class User:
    def __init__(self):
        self.value = 1

user = User()
"""
"""Run before the attack: a class of the code's own, and an object of it."""


def tool(*args: object, **kwargs: object) -> int:
    """Stand for a function of the host: its globals are worth having."""
    return len(args) + len(kwargs)


SECRETS: dict[str, object] = {"_registry": {"secret": 1}, "_Tool__secret": 1}
tool.__dict__.update(SECRETS)
