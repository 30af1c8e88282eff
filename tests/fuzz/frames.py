"""Write frames: right ones, wrong ones, and bytes that are none."""

import json
import string

from codenode.worker.frames import HEADER

WORDS = ("", "x", "double", "ok", "final", "error", "timeout", "__class__", "\ud800", "\x00", "é" * 40, "a" * 3_000)
TAGS = ("tuple", "set", "frozenset", "dict", "bytes", "float", "complex", "datetime", "date", "time", "timedelta")
TAGS += ("decimal", "fraction", "uuid", "nothing", "", None)
NUMBERS = (0, 1, -1, 2**31, 2**63, 2**64, 10**300, 0.5, -0.0, 1e308)
RAW = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "9" * 5_000,
    "[" * 3_000,
    '{"a":1,"a":2}',
    "[1,]",
    '"',
    "tru",
    "-",
    "\\u",
)
KINDS = {
    "confined": ("by",),
    "ready": ("warnings",),
    "failed": ("why",),
    "output": ("text",),
    "display": ("mime", "data", "text"),
    "calls": ("calls", "reads"),
    "done": ("status", "value", "preview", "fault", "truncated", "variables", "reads", "artifacts"),
    "run": ("code", "reads"),
    "returns": ("returns",),
}
CHOICES = {
    "status": ("ok", "final", "error", "limit", "rejected", "great"),
    "mime": ("image/png", "text/html"),
    "data": ("iVBORw0KGgo=", "aGVsbG8=", "*", ""),
    "tool": ("double", "double", "none"),
    **dict.fromkeys(("id", "line", "column", "frames"), NUMBERS),
    **dict.fromkeys(("by", "warnings"), ([], ["x"], [1, None], "x")),
}
CALL = ("id", "tool", "args", "kwargs")
FAULTS = ("type", "message", "line", "hint", "values", "column", "trace", "frames")


class Frames:
    """Writes them by a seed.

    Args:
        chance: decides.
        kinds: of frames.
        wrong: how much of them is not what it should be.
    """

    def __init__(self, chance, kinds=tuple(KINDS), wrong=0.15):
        self.chance = chance
        self._kinds = kinds
        self._wrong = wrong

    def stream(self, most=6):
        """Return the bytes of some frames; some of them may be cut or changed."""
        data = b"".join(self.frame() for _ in range(self.chance.randrange(1, most)))
        if self.chance.random() < self._wrong:
            data = data[: self.chance.randrange(len(data) + 1)]
        if self.chance.random() < self._wrong and data:
            at = self.chance.randrange(len(data))
            data = data[:at] + self.chance.randbytes(self.chance.randrange(1, 4)) + data[at + 1 :]
        return data

    def frame(self):
        """Return the bytes of one."""
        body = self.body().encode(errors="replace")
        size = (
            len(body)
            if self.chance.random() < 0.97
            else self.chance.choice((0, len(body) - 1, len(body) + 1, 2**32 - 1))
        )
        return HEADER.pack(size) + body

    def body(self):
        """Return what stands in one."""
        if self.chance.random() < self._wrong / 3:
            return self.chance.choice(RAW)
        kind = self.chance.choice(self._kinds)
        fields = {
            "type": kind,
            **{name: self.field(name) for name in KINDS[kind] if self.chance.random() >= self._wrong / 3},
        }
        text = json.dumps(fields)
        return text.replace("1", self.chance.choice(RAW), 1) if self.chance.random() < self._wrong / 3 else text

    def field(self, name):
        """Return what a field may hold, mostly of the right kind."""
        if self.chance.random() < self._wrong:
            return self.value(3)
        if name in CHOICES:
            return self.chance.choice(CHOICES[name])
        few = range(self.chance.randrange(3))
        made = {
            "fault": lambda: {part: self.field(part) for part in FAULTS if self.chance.random() < 0.9},
            "calls": lambda: [{part: self.field(part) for part in CALL} for _ in range(self.chance.randrange(4))],
            "returns": lambda: [{"type": "return", "id": n, "value": self.value(3)} for n in few],
            "variables": lambda: [{"name": self.word(), "type": self.word()} for _ in few],
            "args": lambda: [self.value(3) for _ in few],
            "reads": lambda: [self.chance.choice(NUMBERS) for _ in few],
            "kwargs": lambda: {self.word(): self.value(3) for _ in few},
            "value": lambda: self.value(4),
            "artifacts": lambda: [
                {"name": f"f{n}.bin", "mime": "application/octet-stream", "data": self.field("data")} for n in (*few, 9)
            ],
        }
        return made.get(name, self.word)()

    def word(self):
        """Return a text."""
        if self.chance.random() < 0.7:
            return self.chance.choice(WORDS)
        return "".join(self.chance.choices(string.printable, k=self.chance.randrange(12)))

    def value(self, depth):
        """Return any JSON, some of it tagged."""
        kind = self.chance.randrange(8 if depth else 5)
        if kind < 2:
            return self.chance.choice(NUMBERS)
        if kind < 4:
            return self.word()
        if kind == 4:
            return self.chance.choice((None, True, False))
        if kind == 5:
            return [self.value(depth - 1) for _ in range(self.chance.randrange(4))]
        if kind == 6:
            return {self.word(): self.value(depth - 1) for _ in range(self.chance.randrange(4))}
        return {"$": self.chance.choice(TAGS), "v": self.value(depth - 1)}
