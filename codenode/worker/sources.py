"""Keep the sources of actions, so that an error can show the lines it came through."""

KEPT = 1 << 20  # characters in all; the oldest go first


class Sources:
    """Sources by file name. A function outlives its action, so does the text it was written in."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._size = 0

    def add(self, filename: str, source: str) -> None:
        """Keep a source, the newest in any case."""
        if filename in self._texts:
            return
        self._texts[filename] = source
        self._size += len(source)
        while self._size > KEPT and len(self._texts) > 1:
            self._size -= len(self._texts.pop(next(iter(self._texts))))

    def newest(self) -> "list[tuple[str, str]]":
        """Return names and texts, the newest first."""
        return list(reversed(self._texts.items()))

    def __contains__(self, filename: str) -> bool:
        return filename in self._texts

    def line(self, filename: str, number: int) -> str:
        """Return a line as Python counts them, empty where there is none."""
        return line_of(self._texts.get(filename, "").removeprefix("\ufeff"), number)


def line_of(source: str, number: int | None) -> str:
    """Return a line of a source, empty where there is none; not by `splitlines`, which knows more ends than Python."""
    if not number:
        return ""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""
