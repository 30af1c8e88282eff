"""Read an attack of the corpus: its header and its source."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).with_name("corpus")
GROUPS = ("language", "libraries", "exhaustion", "protocol", "system")
"""Folders of the corpus; each has a way of its own to be run."""

CLASSES = (
    "names and attributes",
    "class hierarchy",
    "frames, generators and coroutines",
    "format strings",
    "exception objects",
    "imports and submodules",
    "indirect getattr",
    "guard shadowing",
    "dynamic code",
    "metaclasses and descriptors",
    "pattern matching",
    "foreign writes",
    "copy and pickle protocols",
    "asyncio internals",
    "clocks and chance",
    "time bombs",
    "interpreter memory",
    "library files",
    "library evaluators",
    "library internals",
    "unicode and source text",
    "resource exhaustion",
    "path tricks",
    "protocol abuse",
    "system: files",
    "system: processes",
    "system: network",
    "system: native code",
    "system: kernel",
    "system: ceilings",
)
LAYERS = (
    "transformer",  # refused before it runs
    "guards",  # getattr, setattr, stores, formats
    "classes",  # what a class statement may say, and what `type` gives
    "builtins",  # the name is not there
    "imports",  # the list of modules, and of their names
    "facades",  # what stands in for a module of the standard library
    "library reviews",
    "audit hook",
    "kernel",  # the worker's own: its clock, its output, its rendering
    "host",  # frames, their ceilings, the deadline
    "memory ceiling",
    "clean environment",
    "seccomp",
    "landlock",
    "mounts",
    "namespaces",
    "own user",
    "capabilities",
)
ORIGINS = ("ours", "public technique", "CVE", "GHSA")
EXPECTED = ("refused", "raises", "raises NameError", "harmless", "stopped", "held")
SWITCHES = ("plain", "bytes", "event", "facades", "spelled", "endless", "wire", "waits", "no jail", "none")
"""How reach is proved: see `prover.py` and docs/threat-model.md."""

FIELDS = ("expect", "class", "layer", "source", "reach")
_LINE = re.compile(r"# (expect|class|layer|source|reach|needs): (.+)")
_COOKIE = "# -*- coding:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One file of the corpus."""

    name: str
    group: str
    path: Path
    expect: str
    """How it must end."""
    kind: str
    """Its class."""
    layers: tuple[str, ...]
    """What must stop it."""
    origin: str
    """Where the technique is from."""
    reach: str
    """How it is shown that it reaches its target where the layer is off."""
    needs: str
    """The library it attacks; empty for none."""

    @property
    def id(self) -> str:
        """Its folder and name."""
        return f"{self.group}/{self.name}"

    @property
    def source(self) -> str:
        """The code, header and all; read as bytes, for universal newlines would mend a lone carriage return."""
        return self.path.read_bytes().decode()

    @property
    def switch(self) -> str:
        """The layer that is off in the proof."""
        return re.split(r", | (?=\S+\.)", self.reach)[0]


def attacks(folder: Path = CORPUS, groups: Iterable[str] = GROUPS) -> list[Attack]:
    """Return the attacks of a corpus, group by group.

    Raises:
        ValueError: a header is not as it must be; the message names the file.
    """
    return [read(path) for group in groups for path in sorted((folder / group).glob("*.attack"))]


def read(path: Path) -> Attack:
    """Read the header of one file.

    Raises:
        ValueError: it is not as it must be.
    """
    found = _header(path)
    missing = [name for name in FIELDS if name not in found]
    if missing:
        raise ValueError(f"{path}: the header lacks {', '.join(missing)}; it begins with '# expect: …'")
    made = Attack(
        name=path.stem,
        group=path.parent.name,
        path=path,
        expect=found["expect"],
        kind=found["class"],
        layers=tuple(found["layer"].split(", ")),
        origin=found["source"],
        reach=found["reach"],
        needs=found.get("needs", ""),
    )
    _check(made)
    return made


def _header(path: Path) -> dict[str, str]:
    lines = path.read_bytes().split(b"\n")
    found: dict[str, str] = {}
    for line in lines[lines[0].startswith(_COOKIE.encode()) :]:  # a cookie counts in the first two lines only
        match = _LINE.fullmatch(line.decode(errors="replace"))
        if match is None:
            break
        found[match[1]] = match[2]
    return found


def _check(made: Attack) -> None:
    fixed = {
        "expect": (made.expect, EXPECTED),
        "class": (made.kind, CLASSES),
        "source": (re.split(r"[-,]", made.origin)[0], ORIGINS),
        "reach": (made.switch, SWITCHES),
        **{f"layer {layer}": (layer, LAYERS) for layer in made.layers},
    }
    for field, (value, allowed) in fixed.items():
        if value not in allowed:
            raise ValueError(f"{made.path}: {field} {value!r} is not one of: {', '.join(allowed)}")
    if made.switch in {"none", "event"} and made.reach == made.switch:
        raise ValueError(f"{made.path}: reach {made.reach!r} lacks its reason or its event")
