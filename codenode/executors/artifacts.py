"""Take the files of an answer from a worker: bytes that nobody here looks into."""

import base64
import re
from typing import Any, cast

from codenode.types import Artifact, storable
from codenode.worker.artifacts import COLUMNS, COUNT, TEXT
from codenode.worker.frames import FrameError

MIMES = frozenset({"text/csv", "application/x-npy", "image/png", "application/octet-stream"})
NAME = re.compile(r"[A-Za-z0-9_-]{1,50}\.[a-z]{3}")
PNG = b"\x89PNG\r\n\x1a\n"


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
    made = Artifact(name=name, mime_type=mime, size=len(data), base64=text)
    if "text" in item:
        made["text"] = _short(item["text"])
    if "dtypes" in item:
        made["dtypes"] = cast("dict[str, str]", storable(_types(item["dtypes"])))
    return made


def _short(value: object) -> str:
    if type(value) is not str or len(value) > TEXT:
        raise FrameError("a description that is no short text")
    return value


def _types(value: object) -> dict[str, str]:
    if type(value) is not dict or len(value) > COLUMNS:
        raise FrameError("types of columns that are none, or too many")
    return {_short(name): _short(kind) for name, kind in value.items()}
