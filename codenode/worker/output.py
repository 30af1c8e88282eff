"""Keep what the code prints: streamed as it comes, capped, the end never lost."""

import time
from collections.abc import Callable

TAIL = 2_000
PIECE = 4_096
MOST = 5_000  # characters of one frame, 12 bytes each at most, so that no ceiling of frames is in the way
PAUSE = 0.05


class Stream:
    """Stands in for `sys.stdout`, to which libraries print: `df.info()`, `verbose=1`."""

    encoding = "utf-8"
    errors = "strict"
    closed = False

    def __init__(self, output: "Output") -> None:
        self._output = output

    def write(self, text: str) -> int:
        """Take text, as the code's own `print` does."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._output.write(str.__str__(text))
        return len(text)

    def flush(self) -> None:
        """Do nothing: the output is sent when it is time."""

    def isatty(self) -> bool:
        """Say that nobody looks at this."""
        return False


class Output:
    """Collects printed text and hands it on in pieces.

    The first `limit` characters are streamed; of the rest only the last `TAIL` are kept and sent at the
    end behind a line that says how much is missing.
    """

    def __init__(self, send: Callable[[str], None], limit: int) -> None:
        self._send = send
        self._limit = limit
        self.begin()

    def begin(self) -> None:
        """Forget what an earlier action printed."""
        self.truncated = False
        self._kept = 0
        self._dropped = 0
        self._tail: list[str] = []
        self._tail_size = 0
        self._pieces: list[str] = []
        self._size = 0
        self._sent = 0.0
        self._flushing = False

    def write(self, text: str) -> None:
        """Take text; send it when enough has come or some time has passed."""
        room = self._limit - self._kept
        if len(text) > room:
            self._overflow(text[room:])
            text = text[:room]
        if text:
            self._kept += len(text)
            self._pieces.append(text)
            self._size += len(text)
            if self._size >= PIECE or time.monotonic() - self._sent > PAUSE:
                self.flush()

    def _overflow(self, text: str) -> None:
        self.truncated = True
        self._dropped += len(text)
        self._tail.append(text[-TAIL:])
        self._tail_size += len(self._tail[-1])
        if self._tail_size > 16 * TAIL:  # joined seldom: a million small prints must not cost a copy each
            self._tail = ["".join(self._tail)[-TAIL:]]
            self._tail_size = TAIL

    def flush(self) -> None:
        """Send what is waiting."""
        if self._flushing or not self._pieces:
            return
        self._flushing = True  # the clock's tick may come anywhere, and flushes too: it would send the same again
        try:
            text = "".join(self._pieces)
            self._pieces, self._size, self._sent = [], 0, time.monotonic()
            for at in range(0, len(text), MOST):
                self._send(text[at : at + MOST])
        finally:
            self._flushing = False

    def end(self) -> None:
        """Send the rest, and the end of what was cut."""
        if self.truncated:
            tail = "".join(self._tail)[-TAIL:]
            missing = self._dropped - len(tail)
            limit = f"limit output_bytes: {self._limit:,}"
            self._pieces.append(f"\n[... {missing:,} characters left out ({limit}) ...]\n{tail}")
        self.flush()

    def print(
        self,
        *values: object,
        sep: str | None = " ",
        end: str | None = "\n",
        file: object = None,
        flush: bool = False,
    ) -> None:
        """Print as Python does; without `file` the text goes to the observation."""
        between, closing = " " if sep is None else sep, "\n" if end is None else end
        if type(between) is not str or type(closing) is not str:
            raise TypeError("sep and end of print() must be texts")
        # Exact texts: a class of the code's own could lie about its length.
        text = between.join([value if type(value) is str else str.__str__(str(value)) for value in values])
        text += closing
        if file is not None:
            file.write(text)  # type: ignore[attr-defined]  # as Python: whatever has a write
            return
        self.write(text)
        if flush:
            self.flush()


# Messages of the interpreter name the function so.
Output.print.__module__, Output.print.__qualname__ = "builtins", "print"
