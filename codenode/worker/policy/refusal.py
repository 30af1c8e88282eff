"""Say why source code was not compiled, and what to write instead."""


class Refusal(SyntaxError):  # noqa: N818 - reads as what it is
    """The source does not parse, or holds something that is not allowed here.

    Args:
        message: one line that says what was found.
        hint: what to write instead, in the imperative; empty when nothing is known.
        kind: the name CPython gives to the error.
    """

    def __init__(
        self,
        message: str,
        *,
        filename: str = "",
        lineno: int | None = None,
        offset: int | None = None,
        text: str = "",
        hint: str = "",
        kind: str = "SyntaxError",
    ) -> None:
        super().__init__(message, (filename, lineno, offset, text))
        self.hint = hint
        self.kind = kind
