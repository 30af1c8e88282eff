"""Show what the code drew: figures and images, as PNG, few and small."""

import sys
from collections.abc import Callable

from codenode.worker.ceilings import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from codenode.worker.frames import Frame

COUNT = 8
MIME = "image/png"
HEAD = 200  # bytes of a frame around the text of a picture


class Displays:
    """The displays of one action.

    Args:
        send: tells the host about one.
        note: prints a line that says what was left out.
        limits: of the session; `display_bytes` is for the base64 text of all of them.
    """

    def __init__(
        self, send: "Callable[[Frame], None]", note: Callable[[str], None], limits: "Mapping[str, float]"
    ) -> None:
        self._send = send
        self._note = note
        self._limits = limits
        self.begin()

    def begin(self) -> None:
        """Forget what an earlier action showed."""
        self._count = 0
        self._size = 0

    def show(self, value: object) -> None:
        """Show a figure or an image."""
        if self._count == COUNT:
            self._note(f"[a display was left out: an action shows at most {COUNT}]\n")
            return
        data = png(value)
        text = encoded(data)
        left = {
            "display_bytes": self._limits["display_bytes"] - self._size,
            "frame_bytes": self._limits["frame_bytes"] - HEAD,
        }
        for name, room in left.items():
            if len(text) > room:
                self._note(f"[a display of {len(text):,} characters was left out ({told(name, self._limits)})]\n")
                return
        self._count += 1
        self._size += len(text)
        self._send({"type": "display", "mime": MIME, "data": text, "text": _size(data)})

    def end(self, value: object) -> None:
        """Show the figures that are still open, then the last value if it is one or an image; close them."""
        figures = close_figures()
        for figure in figures:
            self.show(figure)
        if is_picture(value) and all(value is not figure for figure in figures):
            self.show(value)


def close_figures() -> "list[Any]":
    """Take the figures that pyplot holds away from it; none before the code imported it."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
    pyplot.close("all")
    return figures


def is_picture(value: object) -> bool:
    """Say whether a value is a figure of matplotlib's or an image of Pillow's."""
    for module, name in (("matplotlib.figure", "Figure"), ("PIL.Image", "Image")):
        kind = getattr(sys.modules.get(module), name, None)
        if kind is not None and isinstance(value, kind):
            return True
    return False


def png(value: "Any") -> bytes:
    """Draw a figure or an image."""
    import io  # noqa: PLC0415 - most actions draw nothing

    stream = io.BytesIO()
    if hasattr(value, "savefig"):
        value.savefig(stream, format="png")
    else:
        picture = value if value.mode in {"1", "L", "LA", "P", "RGB", "RGBA"} else value.convert("RGB")
        picture.save(stream, format="PNG")
    return stream.getvalue()


def encoded(data: bytes) -> str:
    """Return bytes as base64 text."""
    import binascii  # noqa: PLC0415

    return binascii.b2a_base64(data, newline=False).decode("ascii")


def _size(data: bytes) -> str:
    """Return width and height, which stand at the head of every PNG."""
    return f"{int.from_bytes(data[16:20])}x{int.from_bytes(data[20:24])}"
