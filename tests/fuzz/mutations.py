"""Change sources a little, in the ways that attackers do."""

import re
from pathlib import Path

from codenode.escapes.attack import attacks
from codenode.worker.policy.names import GUARDED, INSPECT, METHODS, READABLE, UNCATCHABLE

SNIPPETS = Path(__file__).parents[1] / "differential/snippets"
WORD = re.compile(r"[^\W\d]\w*")
POWERS = sorted(GUARDED | INSPECT)
LANGUAGE = (
    "__dict__",
    "__mro__",
    "__subclasses__",
    "__globals__",
    "__builtins__",
    "__import__",
    "__code__",
    "__self__",
)
PRIVATE = ("_x", "__x", "_", "__", "_A__x", "__x_", "_replace", "_fields")
SPELLED = sorted(
    {*POWERS, *LANGUAGE, *PRIVATE, *METHODS, *READABLE, *UNCATCHABLE, "self", "x", "open", "getattr", "type"}
)
FRAMES = (
    "class A:\n    def f(self{more}):\n        {line}\n",
    "class A:\n    {line}\n",
    "class A:\n    @property\n    def f(self):\n        def g():\n            {line}\n        return g\n",
    "def f(x{more}):\n    {line}\n",
    "async def f(x):\n    {line}\n",
    "x = lambda self: ({line})\n",
    "x = [({line}) for x in y]\n",
    "try:\n    {line}\nexcept x.{name}:\n    {line}\nfinally:\n    pass\n",
    "with ({line}) as x.{name}:\n    pass\n",
    "for x.{name} in y:\n    {line}\n",
    "match x:\n    case A({name}={name}):\n        {line}\n    case {{'a': A.{name}, **{name}}}:\n        pass\n",
    "@x.{name}\ndef {name}({name}=({line})): pass\n",
    "class {name}(x.{name}, {name}=1): pass\n",
    "f'{{x.{name}!r:{{x.{name}}}}}'\n",
    "def f(x: x.{name}, *{name}, **{other}) -> y.{name}: pass\n",
    "x.{name}: y.{name} = z\n",
    "x.{name} += y.{name}\n",
    "del x.{name}, y[x.{name}]\n",
    "global {name}\nimport {name}.{other} as {name}\nfrom {name} import {other} as {name}\n",
    "(x := y.{name}).{other} = z[y.{name}:{name}]\n",
    "x.{name}, *y.{other} = z\n",
)


def sources():
    """Return what there is to change: the escapes, and the snippets of the language."""
    escapes = [attack.source for attack in attacks(groups=("language", "libraries"))]
    texts = [*escapes, *(path.read_text(encoding="utf-8") for path in sorted(SNIPPETS.glob("*.py")))]
    # Snippets stand many in a file.
    return [part for text in texts for part in re.split(r"\n\n\n+|\n# ---.*\n", text) if part.strip()]


class Mutator:
    """Changes by a seed."""

    def __init__(self, chance):
        self.chance = chance
        self.sources = sources()

    def program(self):
        """Return a source, changed up to four times."""
        text = self.chance.choice(self.sources) if self.chance.random() < 0.7 else self.framed("x")
        for _ in range(self.chance.randrange(1, 5)):
            text = self.chance.choice(
                (self.renamed, self.reached, self.spliced, self.dropped, self.framed, self.widened)
            )(text)
        return text

    def name(self):
        """Return a name that somebody might try."""
        return self.chance.choice(SPELLED)

    def _place(self, text):
        found = list(WORD.finditer(text))
        return self.chance.choice(found) if found else None

    def renamed(self, text):
        """Put another name in the place of one."""
        place = self._place(text)
        return text[: place.start()] + self.name() + text[place.end() :] if place else text

    def reached(self, text):
        """Read an attribute of something."""
        place = self._place(text)
        return f"{text[: place.end()]}.{self.name()}{text[place.end() :]}" if place else text

    def spliced(self, text):
        """Take over the lines of another source."""
        ours, theirs = text.splitlines(), self.chance.choice(self.sources).splitlines()
        at = self.chance.randrange(len(ours) + 1)
        return "\n".join([*ours[:at], *theirs, *ours[at:]]) + "\n"

    def dropped(self, text):
        """Leave out a line, or say it twice."""
        lines = text.splitlines() or [""]
        at = self.chance.randrange(len(lines))
        lines[at : at + 1] = lines[at : at + 1] * self.chance.choice((0, 2))
        return "\n".join(lines) + "\n"

    def framed(self, text):
        """Put a line of it into another form."""
        lines = [line.strip() for line in text.splitlines() if line.strip()] or ["x"]
        frame = self.chance.choice(FRAMES)
        more = self.chance.choice(("", ", /", ", *, self=1", ", __x=2"))
        made = frame.format(line=self.chance.choice(lines), name=self.name(), other=self.name(), more=more)
        return made if self.chance.random() < 0.5 else text + "\n" + made

    def widened(self, text):
        """Spell a name in other letters that Python takes for the same."""
        place = self._place(text)
        if not place:
            return text
        wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in place.group())
        return text[: place.start()] + wide + text[place.end() :]
