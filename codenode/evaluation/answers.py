"""Is an answer the wanted one, whatever its type or layout?"""

import ast
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from codenode.types import JsonValue

LONGEST_TEXT = 4000
"""Longer texts are compared as they are and never read as data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How an answer is compared: tolerant of types and layout, not of wrong values."""

    places: int | None = None
    """Decimals the prompt asks for; floats may differ by half a unit of the last one."""
    loose: bool = False
    """Case and whitespace of texts do not matter."""
    any_order: bool = False
    """The order of lists does not matter."""

    def __call__(self, answer: JsonValue, expected: JsonValue) -> bool:
        """Tell whether `answer` is `expected`."""
        if isinstance(expected, bool):
            return truth(answer) is expected
        if isinstance(expected, int | float):
            return self.same_number(number(answer), expected)
        if isinstance(expected, str):
            return self.same_text(answer, expected)
        if isinstance(expected, Mapping):
            return self.same_mapping(data(answer), expected)
        if isinstance(expected, Sequence):
            return self.same_list(data(answer), expected)
        return False

    def same_number(self, answer: float | None, expected: float) -> bool:
        """Compare whole numbers exactly, others within the rounding."""
        if answer is None:
            return False
        if isinstance(expected, int):
            return answer == expected
        if self.places is None:
            return math.isclose(answer, expected, rel_tol=1e-6, abs_tol=1e-9)
        return abs(answer - expected) <= 0.5 * 10.0**-self.places + 1e-9

    def same_text(self, answer: JsonValue, expected: str) -> bool:
        """Compare texts; a whole number stands for its digits."""
        if isinstance(answer, bool) or not isinstance(answer, str | int):
            return False
        return self.folded(str(answer)) == self.folded(expected)

    def folded(self, text: str) -> str:
        """Leave out what does not matter in a text."""
        return "".join(text.split()).casefold() if self.loose else text.strip()

    def same_list(self, answer: JsonValue, expected: Sequence[JsonValue]) -> bool:
        """Compare lists item by item."""
        if not isinstance(answer, list | tuple) or len(answer) != len(expected):
            return False
        if self.any_order:
            return self.same_bag(list(answer), expected)
        return all(self(one, other) for one, other in zip(answer, expected, strict=True))

    def same_bag(self, answer: list[JsonValue], expected: Sequence[JsonValue]) -> bool:
        """Find for each expected item one that was not used yet."""
        for item in expected:
            found = next((index for index, one in enumerate(answer) if self(one, item)), None)
            if found is None:
                return False
            del answer[found]
        return True

    def same_mapping(self, answer: JsonValue, expected: Mapping[str, JsonValue]) -> bool:
        """Compare mappings key by key; keys are texts, as in JSON."""
        if not isinstance(answer, Mapping):
            return False
        given = {str(key): value for key, value in answer.items()}
        return given.keys() == expected.keys() and all(self(given[key], expected[key]) for key in expected)


def truth(answer: JsonValue) -> bool | None:
    """Read a truth value; None when it is not one."""
    if isinstance(answer, bool):
        return answer
    words = {"true": True, "yes": True, "false": False, "no": False}
    return words.get(answer.strip().casefold()) if isinstance(answer, str) else None


def number(answer: JsonValue) -> float | None:
    """Read a finite number; None when it is not one."""
    if isinstance(answer, str):
        answer = parsed(answer)
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return None
    # Whole numbers stay whole: as a float, 2**64 + 1 would equal 2**64.
    return answer if isinstance(answer, int) or math.isfinite(answer) else None


def parsed(text: str) -> float | None:
    """Read a text as a number, whole where it is written whole."""
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def data(answer: JsonValue) -> JsonValue:
    """Read a text as JSON or as a Python literal; anything else stays as it is."""
    if not isinstance(answer, str) or len(answer) > LONGEST_TEXT:
        return answer
    readers: tuple[Callable[[str], JsonValue], ...] = (json.loads, ast.literal_eval)
    for read in readers:
        try:
            return read(answer.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return answer
