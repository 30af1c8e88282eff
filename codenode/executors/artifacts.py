"""Take the files of an answer from a worker: bytes that nobody here looks into."""

import base64
import re
from hashlib import sha256
from typing import Any, cast

from codenode.types import Artifact, JsonValue
from codenode.worker.artifacts import COLUMNS, COUNT, PREVIEW, TEXT
from codenode.worker.frames import FrameError

MIMES = frozenset({"text/csv", "application/x-npy", "image/png", "application/octet-stream"})
NAME = re.compile(r"[A-Za-z0-9_-]{1,50}\.[a-z]{3}")
PNG = b"\x89PNG\r\n\x1a\n"
AROUND = 100
"""Characters that may stand behind a shortened preview."""


def artifacts(found: object, most: int) -> list[Artifact]:
    """Return the files, once it is sure that they are what was agreed.

    Args:
        found: what the worker sent.
        most: bytes of all of them.

    Raises:
        FrameError: they are not.
    """
    if type(found) is not list or not 0 < len(found) <= COUNT:
        raise FrameError("files that are no list, none or too many")
    made = [_artifact(item, most) for item in found]
    if sum(one["size"] for one in made) > most:
        raise FrameError("larger files than agreed")
    if len({one["name"] for one in made}) < len(made):
        raise FrameError("two files of one name")
    return made


def referring(value: JsonValue, files: list[Artifact]) -> JsonValue:
    """Return an answer whose references say what is true of its files: sizes and digests are counted here."""
    known = {file["name"]: file for file in files}

    def part(given: Any) -> Any:
        name = given.get("artifact") if isinstance(given, dict) else None
        file = known.get(name) if isinstance(name, str) else None
        if file is None:
            return given
        return {
            "artifact": file["name"],
            "mime_type": file["mime_type"],
            "size": file["size"],
            "sha256": file["sha256"],
        }

    if isinstance(value, list):
        return [part(one) for one in value]
    whole = part(value)
    if whole is value and isinstance(value, dict):
        return {key: part(one) for key, one in value.items()}
    return cast("JsonValue", whole)


def _artifact(item: Any, most: int) -> Artifact:
    if type(item) is not dict:
        raise FrameError("a malformed file")
    name, mime, text = (item.get(key) for key in ("name", "mime", "data"))
    if type(name) is not str or not NAME.fullmatch(name) or type(mime) is not str or mime not in MIMES:
        raise FrameError("a file of another name or kind than agreed")
    if type(text) is not str or len(text) > 4 * (most // 3 + 1):
        raise FrameError("a file that is no text, or too long")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise FrameError("a file that is no base64") from None
    if mime == "image/png" and not data.startswith(PNG):
        raise FrameError("a picture that is no PNG")
    made = Artifact(name=name, mime_type=mime, size=len(data), sha256=sha256(data).hexdigest(), base64=text)
    if "type" in item:
        made["type"] = _short(item["type"])
    if "text" in item:
        made["text"] = _short(item["text"])
    if "preview" in item:
        made["preview"] = _short(item["preview"], PREVIEW + AROUND)
    if "dtypes" in item:
        made["dtypes"] = _types(item["dtypes"])
    return made


def _short(value: object, most: int = TEXT) -> str:
    if type(value) is not str or len(value) > most:
        raise FrameError("a description that is no short text")
    return value.encode(errors="replace").decode()  # halves of characters cannot be stored


def _types(value: object) -> dict[str, str]:
    if type(value) is not dict or len(value) > COLUMNS:
        raise FrameError("types of columns that are none, or too many")
    return {_short(name): _short(kind) for name, kind in value.items()}
