"""Keep the files of answers beside the snapshots of their thread, and give back no bytes but the right ones.

They are parts like those of snapshots: under the SHA-256 of their bytes, once a thread, deleted with it. Nothing is
signed: who holds a reference holds the digest, and the digest says which bytes are meant.
"""

import base64
import json
from collections.abc import Sequence
from hashlib import sha256

from codenode.effects import Steps
from codenode.errors import ArtifactRefused
from codenode.snapshots.base import SnapshotStore
from codenode.snapshots.manifest import identified
from codenode.types import Artifact, Display, Observation

AGAIN = "run the agent again for it"
GONE = (
    "%s: its files are kept in this process, and a checkpointer keeps for longer what refers to them; say where "
    "they are to be kept: %s, e.g. a folder"
)


def kept(store: SnapshotStore, thread: str, files: Sequence[Artifact]) -> Steps[list[Artifact]]:
    """Keep the bytes of files; return references to them.

    Args:
        store: of the agent's snapshots.
        thread: whose files they are.
        files: with their bytes.
    """
    if not files:
        return []
    parts = {file["sha256"]: carried(file) for file in files}
    # A store keeps parts with a manifest. Nothing reads this one; it says what stands there.
    listed = json.dumps([[file["name"], file["sha256"]] for file in files]).encode()
    yield from store.write(thread, parts, identified(listed), listed)
    return [referred(file, kept=True) for file in files]


def loaded(store: SnapshotStore, thread: str, files: Sequence[Artifact]) -> Steps[dict[str, bytes]]:
    """Return the bytes of files by their names.

    Raises:
        ArtifactRefused: some are missing or altered.
    """
    found = yield from store.parts(thread, sorted({file["sha256"] for file in files}))
    return {file["name"]: _checked(file, found.get(file["sha256"])) for file in files}


def carried(file: Artifact) -> bytes:
    """Return the bytes that a file brings along.

    Raises:
        ArtifactRefused: they are altered.
    """
    try:
        return _checked(file, base64.b64decode(file["base64"], validate=True))
    except (TypeError, ValueError):
        raise ArtifactRefused(f"the file {file['name']!r} was altered: it is no base64", AGAIN) from None


def _checked(file: Artifact, data: bytes | None) -> bytes:
    if data is None:
        raise ArtifactRefused(
            f"the file {file['name']!r} is not kept here ({file['sha256'][:16]})",
            "look where the agent that made it keeps its snapshots, with the config of its thread",
        )
    if len(data) != file["size"] or sha256(data).hexdigest() != file["sha256"]:
        raise ArtifactRefused(f"the file {file['name']!r} was altered ({file['sha256'][:16]})", AGAIN)
    return data


def with_bytes(file: Artifact, data: bytes) -> Artifact:
    """Return a file that brings its bytes along."""
    return Artifact({**file, "base64": base64.b64encode(data).decode()})


def referred(file: Artifact, *, kept: bool) -> Artifact:
    """Return what a message says of a file: all but its bytes."""
    made = Artifact({**file, "kept": kept})
    made.pop("base64", None)
    return made


def take_displays(seen: Observation) -> list[Artifact]:
    """Return the files of an observation, those among them that were its displays; it refers to these by name."""
    files, shown = list(seen.get("artifacts", ())), []
    for number, display in enumerate(seen.get("displays", ()), 1):
        files.append(_of_display(display, f"display_{number}", {one["name"] for one in files}))
        # Made anew: the one that was there went to who listens to events.
        shown.append(Display(mime=display["mime"], artifact=files[-1]["name"], text=display["text"]))
    if shown:
        seen["displays"] = shown
    return files


def _of_display(display: Display, name: str, taken: set[str]) -> Artifact:
    data = base64.b64decode(display["data"])
    while f"{name}.png" in taken:
        name += "_"
    return Artifact(
        name=f"{name}.png",
        mime_type=display["mime"],
        size=len(data),
        sha256=sha256(data).hexdigest(),
        base64=display["data"],
        text=display["text"],
    )
