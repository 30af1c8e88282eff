"""Keep the files of an answer with their thread, and bring them along when its run ends."""

import logging
from collections.abc import Sequence

from langgraph.checkpoint.memory import InMemorySaver

from codenode.effects import Steps
from codenode.errors import ArtifactRefused
from codenode.nodes.parts import Parts
from codenode.pausing import Pausing
from codenode.runs import Run
from codenode.snapshots.artifacts import GONE, carried, kept, loaded, referred, with_bytes
from codenode.state import Update
from codenode.types import Artifact

log = logging.getLogger("codenode")


def kept_files(parts: Parts, run: Run, pausing: Pausing | None, files: Sequence[Artifact]) -> Steps[list[Artifact]]:
    """Return references to the files of an answer: a channel would be stored with each checkpoint.

    The bytes are kept before the step that refers to them is stored, where a checkpointer stores it.
    """
    if pausing is not None and pausing.is_stored:
        told = yield from kept(parts.snapshots.store, pausing.thread, files)
        if not (parts.snapshots_given or isinstance(pausing.saver, InMemorySaver)):
            _warn(parts)
    else:
        told = [referred(file, kept=False) for file in files]
    run.files = [with_bytes(one, carried(file)) for one, file in zip(told, files, strict=True)]
    return told


def _warn(parts: Parts) -> None:
    """Say, once an agent, that the checkpoints outlive what they refer to."""
    if not parts.registry.warned_of_files:
        parts.registry.warned_of_files = True
        log.warning(GONE, parts.name, "snapshots=")


def brought_files(parts: Parts, run: Run, files: Sequence[Artifact]) -> Steps[Update]:
    """Return the files with their bytes, for who waits for the result; a run that was resumed reads them again."""
    if not run.files:
        try:
            found = yield from loaded(parts.snapshots.store, run.place[0], files)
        except ArtifactRefused as error:
            log.warning("%s: %s", parts.name, error)
            return {}
        run.files = [with_bytes(file, found[file["name"]]) for file in files]
    return {"artifacts": run.files}
