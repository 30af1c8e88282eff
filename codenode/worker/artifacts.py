"""Turn what is no JSON in an answer into files: tables, arrays, pictures, bytes.

The answer holds a reference in its place. Libraries are only looked for among what the code has loaded.
"""

import sys

from codenode.worker.ceilings import told
from codenode.worker.displays import encoded, is_picture, png
from codenode.worker.preview import preview

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from codenode.worker.frames import Frame

COUNT = 8
NAME = 40
TEXT = 200
PREVIEW = 300
PARTS = 1_000  # an answer of more parts is data, and looking at them all takes longer than refusing it
DATA = (str, int, float, bool, type(None), list, dict, tuple)
COLUMNS = 100  # whose types are told


class TooLarge(ValueError):  # noqa: N818 - says what is wrong
    """Files that are over the ceiling."""


class Files:
    """The files of one answer.

    Args:
        value: the answer.
        limits: of the session; `artifact_bytes` is for all files together.

    Raises:
        TooLarge: they are over it, or too many.
    """

    def __init__(self, value: object, limits: "Mapping[str, float]") -> None:
        self._value = value
        self._limits = limits
        self._size = 0
        self.frames: list[Frame] = []
        self._places: dict[object, Frame] = {}
        """By the key or the number of the part that is a file; None for the whole."""
        self._needed: set[object] = set()
        """Places of what has no form in JSON at all."""
        for place, part in _parts(value):
            if type(part) not in DATA:
                self._take(place, part)

    def __bool__(self) -> bool:
        return bool(self.frames)

    def without(self, *, all_of_them: bool) -> object:
        """Return the answer with references in place of what is no JSON, or of all files."""
        places = self._places if all_of_them else {place: self._places[place] for place in self._needed}
        if None in places:
            return _reference(places[None])
        if not places:
            return self._value
        if type(self._value) is dict:
            return {key: _reference(places[key]) if key in places else part for key, part in self._value.items()}
        return [_reference(places[number]) if number in places else part for number, part in _parts(self._value)]

    def _take(self, place: object, part: object) -> None:
        made = _made(part)
        if made is None:
            return
        suffix, mime, data, about = made
        if len(self.frames) == COUNT:
            raise TooLarge(f"the answer holds over {COUNT} tables, arrays, pictures and bytes; answer with fewer")
        self._size += len(data)
        if self._size > self._limits["artifact_bytes"]:
            limit = told("artifact_bytes", self._limits)
            raise TooLarge(
                f"the answer's files are {self._size:,} bytes or more ({limit}); answer with a part, a summary or a "
                "smaller picture"
            )
        frame = {"name": self._named(place, suffix), "mime": mime, "size": len(data), "data": encoded(data), **about}
        frame["preview"] = preview(part, PREVIEW)
        self.frames.append(frame)
        self._places[place] = frame
        if suffix in {"png", "bin"}:
            self._needed.add(place)

    def _named(self, place: object, suffix: str) -> str:
        said = "answer" if place is None else str.__str__(place) if type(place) is str else f"answer_{place}"
        name = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_-") else "_" for letter in said)
        name = name[:NAME] or "answer"
        taken = {frame["name"] for frame in self.frames}
        tries = [f"{name}.{suffix}", *(f"{name}_{number}.{suffix}" for number in range(2, COUNT + 2))]
        return next(one for one in tries if one not in taken)


def _parts(value: object) -> "Iterable[tuple[object, object]]":
    """Return the answer, or what stands in it by itself: deeper there is data, and no files."""
    if type(value) in (dict, list, tuple) and len(value) > PARTS:  # type: ignore[arg-type]
        return []
    if type(value) is dict:
        return [(key, part) for key, part in list(value.items()) if type(key) is str]
    if type(value) in (list, tuple):
        return list(enumerate(value))  # type: ignore[arg-type]  # a builtin container, its type tested
    return [(None, value)]


def _reference(frame: "Frame") -> dict[str, object]:
    return {"artifact": frame["name"], "mime_type": frame["mime"], "size": frame["size"]}


def _made(value: object) -> "tuple[str, str, bytes, dict[str, Any]] | None":
    """Return suffix, type, bytes and description of a file; None for what is none."""
    if type(value) in (bytes, bytearray):
        return "bin", "application/octet-stream", bytes(value), {"type": "bytes"}  # type: ignore[call-overload]
    if is_picture(value):
        data = png(value)
        kind = "Figure" if hasattr(value, "savefig") else "Image"
        size = f"{int.from_bytes(data[16:20])}x{int.from_bytes(data[20:24])}"
        return "png", "image/png", data, {"type": kind, "text": size}
    return _table(value) or _array(value)


def _table(value: object) -> "tuple[str, str, bytes, dict[str, Any]] | None":
    pandas = sys.modules.get("pandas")
    frame, series = getattr(pandas, "DataFrame", None), getattr(pandas, "Series", None)
    if frame is None or series is None or not isinstance(value, (frame, series)):
        return None
    # Methods of the library, not of a class that the code may have made of it.
    table = value if isinstance(value, frame) else series.to_frame(value)
    plain = type(table.index) is pandas.RangeIndex and table.index.name is None  # type: ignore[union-attr]
    data = frame.to_csv(table, index=not plain).encode(errors="replace")
    types = list(zip(table.columns, table.dtypes, strict=True))[:COLUMNS]
    rows, columns = table.shape
    about = {
        "type": "DataFrame" if isinstance(value, frame) else "Series",
        "text": f"{rows}x{columns}",
        "dtypes": {str(name)[:TEXT]: str(kind)[:TEXT] for name, kind in types},
    }
    return "csv", "text/csv", data, about


def _array(value: object) -> "tuple[str, str, bytes, dict[str, Any]] | None":
    numpy = sys.modules.get("numpy")
    kind = getattr(numpy, "ndarray", None)
    if kind is None or not isinstance(value, kind) or value.dtype.hasobject or not value.ndim:
        return None  # objects would be pickled
    import io  # noqa: PLC0415 - most answers are no arrays

    stream = io.BytesIO()
    numpy.save(stream, value, allow_pickle=False)  # type: ignore[union-attr]
    shape = "x".join(map(str, value.shape))
    about = {"type": "ndarray", "text": f"{shape} {value.dtype}"[:TEXT]}
    return "npy", "application/x-npy", stream.getvalue(), about
