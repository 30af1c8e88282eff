"""Cut a byte stream into frames: a 32-bit little-endian length, then one JSON object."""

import json
import struct
from collections.abc import Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Frame = dict[str, Any]  # a worker starts faster without `typing`
else:
    Frame = dict

HEADER = struct.Struct("<I")
DEFAULT_LIMIT = 32 << 20


class FrameError(Exception):
    """The other side sent something that is not a frame."""


class FrameTooLarge(FrameError):  # noqa: N818 - says what is wrong
    """A frame is longer than its ceiling."""


def pack(frame: Frame, limit: int = DEFAULT_LIMIT) -> bytes:
    """Return the bytes of a frame.

    Raises:
        FrameTooLarge: the body is longer than `limit` bytes.
    """
    # ASCII only: a lone surrogate in guest text must not break the encoder.
    body = _encode(frame).encode("ascii")
    if len(body) > limit:
        raise FrameTooLarge(_too_large(len(body), limit))
    return HEADER.pack(len(body)) + body


def _too_large(size: int, limit: int) -> str:
    return f"a frame of {size:,} bytes is over the ceiling of {limit:,} (limit frame_bytes)"


def unpack(body: bytes | bytearray) -> Frame:
    """Read one body; whatever is not a JSON object with a text `type` is a `FrameError`."""
    return _unpacked(body, _DECODER)


def unpack_strictly(body: bytes | bytearray) -> Frame:
    """Read one body of a side that may lie: a key that stands there twice says two things, and is refused."""
    return _unpacked(body, _STRICT)


def _unpacked(body: bytes | bytearray, decoder: json.JSONDecoder) -> Frame:
    try:
        text = body.decode()
        frame, end = decoder.raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise FrameError(f"not JSON: {type(error).__name__}") from None
    if end < len(text):
        raise FrameError("not JSON: more than one value")
    if type(frame) is not dict or type(frame.get("type")) is not str:
        raise FrameError("a frame is an object with a type")
    return frame


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _once(pairs: "list[tuple[str, Any]]") -> "dict[str, Any]":
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands there twice")
    return found


# Made once: `json.dumps` and `json.loads` build a new one for every call with options.
_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_STRICT = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_once)
_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)


def _encoder() -> Callable[[Frame], str]:
    """Return the encoder's own C function where there is one: `encode` builds it anew for every frame."""
    try:
        text = json.encoder.encode_basestring_ascii
        pieces = json.encoder.c_make_encoder(None, _ENCODER.default, text, None, ":", ",", False, False, False)  # type: ignore[attr-defined] # a C function, not in the stubs
        pieces({"a": [1]}, 0)
    except (AttributeError, TypeError):
        return _ENCODER.encode
    return lambda frame: "".join(pieces(frame, 0))


_encode = _encoder()


class FrameReader:
    """Collects bytes and gives frames; the length is checked before anything is kept for it.

    Args:
        limit: bytes that a body may have.
        read: turns a body into a frame.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT, read: "Callable[[bytearray], Frame]" = unpack) -> None:
        self.limit = limit
        self._read = read
        self._bytes = bytearray()

    def feed(self, data: bytes) -> None:
        """Add what arrived."""
        self._bytes += data

    def next(self) -> Frame | None:
        """Return the next whole frame, or None until more bytes came."""
        if len(self._bytes) < HEADER.size:
            return None
        (size,) = HEADER.unpack_from(self._bytes)
        if size > self.limit:
            raise FrameTooLarge(_too_large(size, self.limit))
        end = HEADER.size + size
        if len(self._bytes) < end:
            return None
        frame = self._read(self._bytes[HEADER.size : end])
        if len(self._bytes) == end:
            self._bytes.clear()
        else:
            del self._bytes[:end]
        return frame

    def take(self, size: int) -> bytes:
        """Return raw bytes that came already behind a frame, at most so many; the rest has not come yet.

        Who takes them has read how many there are in the frame, and checked that against a ceiling.
        """
        taken = bytes(self._bytes[:size])
        del self._bytes[:size]
        return taken
