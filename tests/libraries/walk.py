"""Walk what a library hands out, attribute by attribute, and print what leads out of the room.

    python walk.py pandas

Runs in a process of its own: reviews change the libraries they are about.
"""

import json
import sys
import warnings
from collections import deque
from io import BytesIO
from pathlib import Path
from types import CodeType, FrameType, ModuleType

from samples import SAMPLES

from codenode.worker.policy import facades, names
from codenode.worker.policy.classes import Kind
from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.imports import _NEVER
from codenode.worker.policy.libraries import catalog
from codenode.worker.policy.room import Room

DEPTH = 4
PLAIN = (int, float, str, bytes, bool, type(None), complex)
# What is our own, the builtin types (the powers among them are known by identity), and harmless kinds.
HOMES = facades.FORBIDDEN - {
    "asyncio",  # its reviewed names; tests/worker/policy/test_async.py walks what they hand out
    "codenode",
    "builtins",
    "types",
    "weakref",
    "warnings",
    "io",
    "copyreg",
    "typing_extensions",
}


# A metaclass whose `__new__` the review of pandas replaced: it makes no class.
DISARMED = {"pandas.core.dtypes.dtypes.CategoricalDtypeType"}


def is_door(value):
    """Say whether the value leads out of the room."""
    if value is Kind or f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}" in DISARMED:
        return False
    if isinstance(value, ModuleType):
        return sys.modules.get(value.__name__) is value
    if isinstance(value, (CodeType, FrameType)) or (isinstance(value, type) and issubclass(value, type)):
        return True
    home = getattr(value, "__module__", None)
    borrowed = callable(value) and isinstance(home, str) and home.partition(".")[0] in HOMES
    return borrowed or (callable(value) and id(value) in _NEVER)


def inside(room, value):
    """Return what the code can read of a value without a call."""
    read = room.globals[names.READ]
    for name in dir(value):
        if name.startswith("_") or name in names.INSPECT:
            continue
        try:
            found = read(value, name) if name in names.GUARDED else getattr(value, name)
        except Exception:  # noqa: BLE001 - an attribute that cannot be read hands out nothing
            continue
        yield name, found
        items = list(found.items())[:500] if type(found) is dict else enumerate(found) if type(found) is list else ()
        yield from ((f"{name}[{key!r:.20}]", item) for key, item in items)


def doors(room, values):
    """Walk breadth first; return the paths of the doors, and how much was seen."""
    found, kept = [], {}
    queue = deque((label, value, 0) for label, value in values)
    while queue:
        path, value, depth = queue.popleft()
        for name, child in inside(room, value):
            if type(child) in PLAIN or id(child) in kept:
                continue
            kept[id(child)] = child
            if is_door(child):
                found.append(f"{path}.{name}: {child!r:.80}")
            elif depth + 1 < DEPTH:
                queue.append((f"{path}.{name}", child, depth + 1))
    return found, len(kept)


def main(library):
    """Print the doors as JSON."""
    warnings.simplefilter("ignore")
    builtins = {"open": lambda name, _: BytesIO(Path(name).read_bytes()), "print": print}
    room = Room(builtins=builtins, imports=catalog.ROOTS if library in catalog.ROOTS else (), warn=print)
    table = catalog.table_of(library) or facades.NAMES
    source = "".join(f"import {name}\n" for name in table) + SAMPLES.get(library, "x = []") + "\nx"
    samples = room.run(compile_action(source, "<action>"))
    facade = room.globals["__builtins__"]["__import__"].__self__._made
    values = [*facade.items(), *((f"{type(one).__name__} object", one) for one in samples)]
    found, seen = doors(room, values)
    sys.stdout.write(json.dumps({"doors": found, "seen": seen}))


if __name__ == "__main__":
    main(sys.argv[1])
