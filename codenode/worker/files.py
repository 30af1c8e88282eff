"""Give the code the files it was handed, to read, and no others."""

import io
import os

HINT = "files are read only here; keep results in variables, print them or pass them to final_answer"


class Files:
    """The scratch folder as seen from the code: flat names, read whole into memory."""

    def __init__(self, folder: str) -> None:
        self._folder = os.path.realpath(folder)

    def names(self) -> list[str]:
        """Return what can be opened, sorted."""
        return sorted(os.listdir(self._folder))  # noqa: PTH208 - pathlib costs a worker milliseconds

    def open(
        self,
        file: str,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
    ) -> io.StringIO | io.BytesIO:
        """Open a file of the scratch folder for reading.

        A copy in memory, never the file object itself: its class would open any path.
        """
        if type(file) is not str or type(mode) is not str:
            raise TypeError("open() takes a file name and a mode, both texts")
        if set(mode) - set("rbt"):
            raise PermissionError(f"open(..., {mode!r}) is not allowed: {HINT}")
        data = self._read(file)
        if "b" in mode:
            return io.BytesIO(data)
        text = data.decode(encoding or "utf-8", errors or "strict")
        # As open() does: universal newlines unless the caller asked for the raw ones (csv does).
        return io.StringIO(text if newline == "" else text.replace("\r\n", "\n").replace("\r", "\n"))

    def _read(self, name: str) -> bytes:
        path = os.path.realpath(os.path.join(self._folder, name))  # noqa: PTH118
        if os.path.dirname(path) != self._folder or not os.path.isfile(path):  # noqa: PTH113, PTH120
            known = ", ".join(self.names()) or "none"
            raise FileNotFoundError(2, f"No such file here; files you can open: {known}", name)
        with io.open(path, "rb") as stream:  # noqa: UP020 - the plain name is this class's own
            return stream.read()
