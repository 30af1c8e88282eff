"""What does every source of model files have in common?"""

from collections.abc import Iterator
from pathlib import Path

from codenode.models.catalog import ModelFile


class SourceError(Exception):
    """A source cannot give the file; the message says why, in a few words."""


def size_of(path: Path) -> int:
    """Bytes of a file, 0 when it is not there."""
    return path.stat().st_size if path.exists() else 0


def append(part: Path, offset: int, blocks: Iterator[bytes], model: ModelFile) -> Iterator[int]:
    """Write blocks from an offset on and yield the size after each; never past the model's size."""
    part.touch()
    with part.open("r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        for block in blocks:
            if file.tell() + len(block) > model.bytes:
                raise SourceError(f"it sends more than the {model.bytes:,} bytes of the file")
            file.write(block)
            yield file.tell()
