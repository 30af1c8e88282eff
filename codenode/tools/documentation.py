"""Say what a tool does: its description, then a line for each argument that anybody described."""

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

LONGEST = 300
"""Characters of what is said of one argument; all of it stands in every prompt."""
HEAD = re.compile(r"(?:Args|Arguments|Parameters):\s*")
ENTRY = re.compile(r"(?:[-*] +)?[`*]{0,2}(\w+)[`*]{0,2}(?:\s*\([^)]*\))?:\s*(.*)")
SPACE = re.compile(r"\s+")
QUOTES = '"""'


def documentation(description: str, properties: Mapping[str, Any]) -> str:
    """Return the text of a tool's docstring.

    What the schema says of an argument counts; else what the description says in its section of arguments. There the
    arguments that are injected may stand, too, which the model never sees.

    Args:
        description: of the tool, e.g. a docstring as it was written.
        properties: of its JSON schema: the arguments that code passes.
    """
    before, told, after = _divided(inspect.cleandoc(description))
    saying = {
        name: _one_line(str(schema.get("description") or told.get(name, ""))) for name, schema in properties.items()
    }
    lines = [before, *(f"{name}: {said}" for name, said in saying.items() if said), after and f"\n{after}"]
    return "\n".join(filter(None, lines)).replace(QUOTES, "'''")  # what quotes it must not end it


def _one_line(text: str) -> str:
    """Return a description in a line of its own: a second one would pass for something else."""
    line = SPACE.sub(" ", text[: 4 * LONGEST]).strip()
    return line if len(line) <= LONGEST and len(text) <= 4 * LONGEST else f"{line[:LONGEST]}..."


def _divided(description: str) -> tuple[str, dict[str, str], str]:
    """Return what stands before the section of arguments, what that says of each, and what follows it."""
    lines = description.splitlines()
    at = next((number for number, line in enumerate(lines) if HEAD.fullmatch(line)), len(lines))
    end = next((number for number in range(at + 1, len(lines)) if lines[number][:1].strip()), len(lines))
    told = _entries(lines[at + 1 : end])
    if told is None:
        return description.strip(), {}, ""
    return "\n".join(lines[:at]).strip(), told, "\n".join(lines[end:]).strip()


def _entries(section: Iterable[str]) -> dict[str, str] | None:
    """Return what a section says of each argument, None where it is written in another way."""
    found: dict[str, str] = {}
    for line in _logical(section):
        entry = ENTRY.fullmatch(line)
        if entry is None:
            return None
        found[entry[1]] = entry[2]
    return found or None


def _logical(section: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a section, each with those that are indented below it."""
    indent, line = None, ""
    for text in filter(str.strip, section):
        depth = len(text) - len(text.lstrip())
        if indent is None or depth <= indent:
            if line:
                yield line
            indent, line = depth, text.strip()
        else:
            line = f"{line} {text.strip()}"
    if line:
        yield line
