"""What is known about one room while its variables are saved or made again."""

from codenode.worker.policy.classes import Classes
from codenode.worker.snapshot.codes import Codes
from codenode.worker.snapshot.names import Names
from codenode.worker.snapshot.shapes import Shapes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Unkept(Exception):  # noqa: N818 - reads as what it is
    """Something cannot be written down; the message names it."""


class Book:
    """What all savers of a room share.

    Args:
        namespace: the room's globals.
        numbers: of the code's classes, the same in every snapshot of a lineage.
    """

    def __init__(self, namespace: dict[str, object], classes: Classes, names: Names, codes: Codes) -> None:
        self.namespace = namespace
        self.classes = classes
        self.names = names
        self.codes = codes
        self.shapes = Shapes(classes)
        self.numbers: dict[type, int] = {}
        self.by_number: dict[int, type] = {}
        self.rules: dict[type, Callable[[Any, Any], Any]] = {}
        """How the objects of a type are written down, as far as that was looked up."""

    def number(self, cls: type) -> int:
        """Return the number of a class of the code; its bases have lower ones."""
        found = self.numbers.get(cls)
        if found is None:
            for base in cls.__bases__:
                if self.is_local(base):
                    self.number(base)
            found = max(self.by_number, default=0) + 1
            self.assign(found, cls)
        return found

    def assign(self, number: int, cls: type) -> None:
        """Give a class its number."""
        self.numbers[cls] = number
        self.by_number[number] = cls

    def is_local(self, cls: type) -> bool:
        """Say whether a class goes into the snapshot itself, not by its name."""
        return self.names.of(cls) is None and self.shapes.is_local(cls)


class Skeleton:
    """Stands for a class in what is saved: its name, its bases, and what it needs to be there at all."""

    def __init__(self, cls: type) -> None:
        self.cls = cls


class State:
    """Stands for everything else of a class."""

    def __init__(self, cls: type, without: frozenset[str] = frozenset()) -> None:
        self.cls = cls
        self.without = without
