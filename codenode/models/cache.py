"""Is the model file here, and is it the right one?"""

import hashlib
import json
import os
import sys
from pathlib import Path

from codenode.errors import ModelFileError
from codenode.models.catalog import LOCAL, ModelFile
from codenode.models.progress import Progress, Report, silent

REMEDY = "`codenode models pull`"
_BLOCK = 1 << 22


def cache_folder() -> Path:
    """`CODENODE_CACHE`, else `codenode` in the user's cache folder."""
    if own := os.environ.get("CODENODE_CACHE"):
        return Path(own).expanduser()
    return _user_cache() / "codenode"


def _user_cache() -> Path:
    if named := os.environ.get("XDG_CACHE_HOME"):
        return Path(named)
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local)
    return Path.home() / ".cache"


def model_path(model: ModelFile = LOCAL, *, folder: Path | None = None) -> Path:
    """Where the model file is, or would be."""
    return (folder or cache_folder() / "models") / model.filename


def is_ready(model: ModelFile = LOCAL, *, folder: Path | None = None) -> bool:
    """Whether the file is here, whole, and was verified in this state."""
    return not fault(model, folder=folder)


def require(model: ModelFile = LOCAL, *, folder: Path | None = None) -> Path:
    """The path of a ready model file.

    Raises:
        ModelFileError: It is missing, broken or not verified; the message names the remedy.
    """
    if problem := fault(model, folder=folder):
        raise ModelFileError(problem)
    return model_path(model, folder=folder)


def fault(model: ModelFile = LOCAL, *, folder: Path | None = None) -> str:
    """What is wrong with the model file and what to do about it; empty when it is ready."""
    path = model_path(model, folder=folder)
    if not path.is_file():
        size = f"{model.bytes / 1e9:.1f} GB"
        return f"model {model.name} is not here: there is no file {path}; fetch it ({size}) with {REMEDY}"
    if (size_fault := _size_fault(path, model)) or _is_stamped(path, model):
        return size_fault
    return f"model file {path} is not verified; {REMEDY} checks it"


def verify(path: Path, model: ModelFile, progress: Report | None = None) -> None:
    """Read the whole file, compare its digest, and remember that it was right.

    Raises:
        ModelFileError: Size or digest differ.
    """
    if problem := _size_fault(path, model) or _digest_fault(path, model, progress or silent):
        raise ModelFileError(problem)
    stamp(path, model)


def digest(path: Path, report: Report = silent) -> str:
    """SHA-256 of a file, in hex."""
    total = path.stat().st_size
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            sha.update(block)
            report(Progress(stage="check", done=file.tell(), total=total))
    return sha.hexdigest()


def stamp(path: Path, model: ModelFile) -> None:
    """Write down that this file, as it lies here now, has the model's digest."""
    _stamp_path(path).write_text(json.dumps(_state(path, model)))


def _size_fault(path: Path, model: ModelFile) -> str:
    size = path.stat().st_size
    if size == model.bytes:
        return ""
    return (
        f"model file {path} has {size:,} bytes, not {model.bytes:,}: it is cut off or another file; "
        f"delete it and run {REMEDY}"
    )


def _digest_fault(path: Path, model: ModelFile, report: Report) -> str:
    found = digest(path, report)
    if found == model.sha256:
        return ""
    return f"model file {path} has sha256 {found}, not {model.sha256} of {model.name}; delete it and run {REMEDY}"


def _is_stamped(path: Path, model: ModelFile) -> bool:
    try:
        return bool(json.loads(_stamp_path(path).read_text()) == _state(path, model))
    except (OSError, ValueError):
        return False


def _stamp_path(path: Path) -> Path:
    return path.with_name(path.name + ".verified")


# Hashing a gigabyte takes seconds: size and time stand for the content once it was checked.
def _state(path: Path, model: ModelFile) -> dict[str, str | int]:
    now = path.stat()
    return {"sha256": model.sha256, "size": now.st_size, "mtime_ns": now.st_mtime_ns}
