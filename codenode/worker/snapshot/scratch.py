"""Keep the files of the scratch folder that are not as the host put them there."""

import os

from codenode.worker.policy.imports import Trust

Seen = dict[str, tuple[int, int]]


def seen(folder: str) -> Seen:
    """Return the files of a folder, with what tells whether one was changed."""
    with os.scandir(folder) as entries:
        return {
            entry.name: (about.st_size, about.st_mtime_ns)
            for entry in entries
            if entry.is_file(follow_symlinks=False)
            for about in [entry.stat(follow_symlinks=False)]
        }


def changed(folder: str, before: Seen, most: int) -> dict[str, bytes]:
    """Return the files that are new or changed, by name; none where they are too large together."""
    now = seen(folder)
    names = [name for name, about in sorted(now.items()) if before.get(name) != about]
    if sum(now[name][0] for name in names) > most:
        return {}
    return {name: _read(os.path.join(folder, name)) for name in names}  # noqa: PTH118 - no pathlib in a worker


def put_back(folder: str, name: str, data: bytes, trust: Trust) -> None:
    """Write a file of a snapshot.

    Raises:
        ValueError: the name is none of a file of the folder.
    """
    if not name or name in {".", ".."} or os.path.basename(name) != name or "\0" in name:  # noqa: PTH119
        raise ValueError(f"{name!r:.40} is no file name")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    with trust:
        place = os.open(os.path.join(folder, name), flags, 0o600)  # noqa: PTH118
    with os.fdopen(place, "wb") as stream:
        stream.write(data)


def _read(path: str) -> bytes:
    with open(path, "rb") as stream:  # noqa: PTH123
        return stream.read()
