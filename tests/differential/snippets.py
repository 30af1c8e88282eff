"""Read the files of snippets: `# --- name` begins one, `# key: text` behind it says what is special.

`refused: why`, the policy does not compile it: the refusal has a line, a caret and a hint. `withheld: Type`,
it runs in CPython and raises this type here, with a hint. `says: why`, the type of the error is CPython's, the
message is ours. `needs: what`, a version (`3.12`) or a feature, which is compiled to see whether it is there.
"""

import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from codenode.worker.policy.compiler import Refusal, compile_action

FOLDER = Path(__file__).parent / "snippets"
START = re.compile(r"^# --- (.+)\n((?:# (?:refused|withheld|says|needs): .+\n)*)", re.MULTILINE)
FEATURES = {
    "async": "async def f(): pass",
    "except*": "try:\n    pass\nexcept* ValueError:\n    pass",
    "type parameters": "def f[T](x: T): pass",
}


@dataclass(frozen=True)
class Snippet:
    """A piece of Python, and what is special about it."""

    group: str
    name: str
    source: str
    marks: dict[str, str]

    @property
    def missing(self):
        """What the snippet needs and is not there; empty when nothing is missing."""
        need = self.marks.get("needs", "")
        return "" if not need or is_there(need) else need


@cache
def is_there(need):
    """Say whether this Python, and the policy, have what a snippet needs."""
    if need in FEATURES:
        try:
            compile_action(FEATURES[need], "<feature>")
        except Refusal:
            return False
        return True
    return sys.version_info >= tuple(map(int, need.split(".")))


def groups():
    """Return the snippets of every file, by the file's name."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.py"))}


def _read(path):
    _, *parts = START.split(path.read_text(encoding="utf-8"))
    return [
        Snippet(path.stem, name, source.strip("\n") + "\n", _marks(marks))
        for name, marks, source in zip(parts[0::3], parts[1::3], parts[2::3], strict=True)
    ]


def _marks(text):
    return dict(line.removeprefix("# ").split(": ", 1) for line in text.splitlines())
