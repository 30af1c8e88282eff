"""Tell the model which files it may open, and how they begin."""

from collections.abc import Sequence
from pathlib import Path

HEAD = 3
WIDTH = 160
BINARY = b"\0"


def listing(files: Sequence[Path]) -> str:
    """Return the files with their size and first lines, empty when there are none."""
    if not files:
        return ""
    return "Files you can open by name:\n" + "\n".join(_described(path) for path in files)


def _described(path: Path) -> str:
    data = path.read_bytes()
    if BINARY in data[:1024]:
        return f"- {path.name} ({len(data):,} bytes, binary)"
    lines = data.decode("utf-8", errors="replace").splitlines()
    shown = "".join(f"\n    {line[:WIDTH]}" for line in lines[:HEAD])
    return f"- {path.name} ({len(lines):,} lines); it begins:{shown}"
