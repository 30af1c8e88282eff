"""Read the files of an answer, wherever it is met: in a result, a message, an observation, a reference."""

import re
from collections.abc import Mapping
from typing import Any, Protocol, cast, runtime_checkable

from langchain_core.messages import BaseMessage, ToolMessage
from langchain_core.runnables import RunnableConfig

from codenode.effects import Steps, adrive, drive
from codenode.errors import ArtifactRefused, ConfigurationError
from codenode.executors.artifacts import NAME
from codenode.nodes.finish import METADATA
from codenode.snapshots.artifacts import carried, loaded
from codenode.snapshots.base import SnapshotStore
from codenode.snapshots.snapshots import Location, store_at
from codenode.types import Artifact

DIGEST = re.compile(r"[0-9a-f]{64}")


@runtime_checkable
class Maker(Protocol):
    """What makes files and knows where they are kept: an agent, a `CodeNode`, a tool of `code_tool`."""

    @property
    def artifact_store(self) -> SnapshotStore:
        """Where the bytes are."""
        ...


def read_artifacts(
    found: Any, by: "Maker | Location | None" = None, config: RunnableConfig | None = None
) -> dict[str, bytes]:
    """Return the files of an answer, their bytes by their names; an answer without files has none.

    The result of a run brings its files along; a message refers to them, and they are where its thread is kept.

        read_artifacts(agent.invoke(...))["answer.csv"]
        read_artifacts(message, agent, {"configurable": {"thread_id": "1"}})["answer.csv"]

    Args:
        found: the result of an agent, of this process or a remote one; a message of an agent, `CodeNode` or
            `code_tool`; an `Observation`; or a reference in a `structured_response`.
        by: who made them (an agent, `CodeNode`, `code_tool`, `CodeMiddleware`), or where they are kept: what was given
            as `snapshots=`.
        config: of the thread.

    Raises:
        ArtifactRefused: a file is not kept, missing or altered.
        ConfigurationError: it does not follow whose files they are, or of which thread.
    """
    return drive(_read(found, by, config))


async def aread_artifacts(
    found: Any, by: "Maker | Location | None" = None, config: RunnableConfig | None = None
) -> dict[str, bytes]:
    """Return the files of an answer, on the event loop; see `read_artifacts`."""
    return await adrive(_read(found, by, config))


def _read(found: Any, by: Any, config: RunnableConfig | None) -> Steps[dict[str, bytes]]:
    files = [_checked(file) for file in described(found)]
    brought = {file["name"]: carried(file) for file in files if "base64" in file}
    left = [file for file in files if file["name"] not in brought]
    if not left:
        return brought
    if lost := next((file for file in left if file.get("kept") is False), None):
        raise ArtifactRefused(
            f"the file {lost['name']!r} is not kept: its run had no checkpointer",
            "take it from the result of the run, or give the graph around the agent the key `artifacts`",
        )
    thread = str(((config or {}).get("configurable") or {}).get("thread_id") or "")
    if by is None or not thread:
        raise ConfigurationError(
            f"the file {left[0]['name']!r} is kept with its thread, and {'its maker' if by is None else 'the thread'} "
            'is not given; use read_artifacts(message, agent, {"configurable": {"thread_id": ...}})'
        )
    store = by.artifact_store if isinstance(by, Maker) else store_at(by)
    return brought | (yield from loaded(store, thread, left))


def described(found: Any) -> list[Artifact]:
    """Return the files that something speaks of, with their bytes or without."""
    if isinstance(found, ToolMessage):
        found = found.artifact
    elif isinstance(found, BaseMessage):
        found = found.response_metadata.get(METADATA)
    if not isinstance(found, Mapping):
        return []
    if "artifact" in found and "sha256" in found:  # a reference
        return [cast("Artifact", {"name": found["artifact"], **found})]
    if "artifacts" in found:
        return list(found["artifacts"])
    return described(_said(found))


def _said(found: Mapping[str, Any]) -> Any:
    """Return what may tell of files in a result that has none with it, or in a message as JSON."""
    if messages := found.get("messages"):
        return messages[-1]
    if found.get("type") == "tool":
        return found.get("artifact")
    return (found.get("response_metadata") or {}).get(METADATA)


def _checked(file: Any) -> Artifact:
    """Refuse a reference of another shape: it may be in a message that anybody wrote."""
    shape = {"name": str, "size": int, "sha256": str}
    if not isinstance(file, Mapping) or not all(isinstance(file.get(key), kind) for key, kind in shape.items()):
        raise ArtifactRefused(f"{file!r:.80} is no reference to a file", "give a message or a result as it is")
    if not NAME.fullmatch(file["name"]) or not DIGEST.fullmatch(file["sha256"]):
        raise ArtifactRefused(
            f"{file['name']!r:.80} with the digest {file['sha256']!r:.80} is no file of ours",
            "give a message or a result as it is",
        )
    return cast("Artifact", file)
