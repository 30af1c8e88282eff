"""The door stays light: a worker imports the package too."""

import subprocess
import sys

import pytest

import codenode

LIGHT = """
import sys
import codenode
heavy = {"langgraph", "langchain_core", "pydantic", "opentelemetry", "asyncio", "typing_extensions"}
print(sorted(heavy & set(sys.modules)))
import codenode.worker.__main__, codenode.worker.kernel
print(sorted(heavy & set(sys.modules)))
"""


class TestDoor:
    def test_imports_nothing_heavy(self):
        """Neither the package nor the worker pulls in langgraph, langchain, pydantic or asyncio."""
        done = subprocess.run([sys.executable, "-I", "-c", LIGHT], capture_output=True, text=True, check=True)
        assert done.stdout.split("\n")[:2] == ["[]", "[]"]

    def test_every_listed_name_is_there(self):
        """Each public name opens, and the list is sorted."""
        assert all(getattr(codenode, name) is not None for name in codenode.__all__)
        assert list(codenode.__all__) == sorted(codenode.__all__)

    def test_unknown_name(self):
        """A name that is not listed is an AttributeError that names it."""
        with pytest.raises(AttributeError, match="nothing"):
            codenode.nothing  # noqa: B018 - asking is the test
