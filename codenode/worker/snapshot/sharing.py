"""Which variables have to be written down together? Those that share something that can change.

What can change is told by its type: a text or a number that two variables have in common is no bond. The
classes of the code are none either, for every snapshot refers to them by number.
"""

import gc
from collections.abc import Iterable
from enum import Enum
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    GenericAlias,
    GetSetDescriptorType,
    MemberDescriptorType,
    MethodDescriptorType,
    ModuleType,
    UnionType,
    WrapperDescriptorType,
)
from typing import Any

from codenode.worker.policy.imports import Trust

PLAIN = frozenset({int, float, complex, str, bytes, bool, type(None), range, slice, type(...), type(NotImplemented)})
_STILL = PLAIN | {
    *(BuiltinFunctionType, CodeType, GenericAlias, GetSetDescriptorType, MemberDescriptorType),
    *(MethodDescriptorType, ModuleType, UnionType, WrapperDescriptorType),
}
_STILL_HOMES = frozenset(
    {
        *(("datetime", name) for name in ("datetime", "date", "time", "timedelta", "timezone")),
        *(("decimal", "Decimal"), ("fractions", "Fraction"), ("uuid", "UUID"), ("zoneinfo", "ZoneInfo")),
        *(("re", "Pattern"), ("operator", "itemgetter"), ("pandas", "Timestamp"), ("pandas", "Timedelta")),
        ("pandas._libs.missing", "NAType"),
    }
)
# They hold what can change, and cannot change themselves.
_FROZEN = frozenset({tuple, frozenset})


class Sharing:
    """Finds what a value holds that another one may hold, too.

    Args:
        namespace: the room's globals; a function is the code's own if it has these.
        trust: entered while the interpreter is asked what refers to what.
    """

    def __init__(self, namespace: dict[str, object], trust: Trust) -> None:
        self._namespace = namespace
        self._trust = trust
        self._kinds: dict[type, str] = {}

    def groups(self, values: dict[str, object]) -> list[list[str]]:
        """Return the keys of the values in groups; what two groups hold in common cannot change."""
        if sum(type(value) not in PLAIN for value in values.values()) < 2:
            return [[key] for key in values]
        leader: dict[str, str] = {}
        owners: dict[int, str] = {}
        alive = []

        def top(key: str) -> str:
            while key in leader:
                key = leader[key]
            return key

        for key, value in values.items():
            if type(value) in PLAIN:
                continue
            found = self._reached(value)
            for number in owners.keys() & found.keys():
                if type(found[number]) not in _FROZEN and top(owners[number]) != top(key):
                    leader[top(key)] = top(owners[number])
            owners.update(dict.fromkeys(found, key))
            alive.append(found)  # an id means something only while its object lives
        members: dict[str, list[str]] = {}
        for key in values:
            members.setdefault(top(key), []).append(key)
        return list(members.values())

    def _reached(self, value: object) -> dict[int, object]:
        """Return everything that can change, or holds what can, by its id."""
        found: dict[int, object] = {}
        level: Iterable[object] = [value]
        while level:
            fresh = {id(item): item for item in level if type(item) not in _STILL}
            for number in fresh.keys() & found.keys():
                del fresh[number]
            level = self._inside(fresh)
            found.update(fresh)
        return found

    def _inside(self, fresh: dict[int, object]) -> list[object]:
        """Return what these hold; takes out of them what holds nothing and cannot change."""
        kinds = {kind: self._kind(kind) for kind in set(map(type, fresh.values()))}
        if not any(kinds.values()):
            return self._referents(fresh.values())
        plain: list[object] = []
        level: list[object] = []
        for number, item in list(fresh.items()):
            match kinds[type(item)]:
                case "":
                    plain.append(item)
                case "still":
                    del fresh[number]
                case "function":
                    if item.__globals__ is not self._namespace:  # type: ignore[attr-defined] # its type is known
                        del fresh[number]
                    else:
                        level += _of_function(item)
                case "array":
                    level += item.ravel().tolist() if item.dtype.hasobject else ()  # type: ignore[attr-defined]
        return level + self._referents(plain)

    def _referents(self, items: Iterable[object]) -> list[object]:
        with self._trust:
            return gc.get_referents(*items)

    def _kind(self, kind: type) -> str:
        found = self._kinds.get(kind)
        if found is None:
            found = self._kinds[kind] = _kind(kind)
        return found


def _kind(kind: type) -> str:
    home = str(kind.__module__), kind.__qualname__
    if issubclass(kind, (type, Enum)) or home in _STILL_HOMES or home[0].startswith(("typing", "numpy.dtypes")):
        return "still"
    if kind is FunctionType:
        return "function"
    return "array" if home == ("numpy", "ndarray") else ""


def _of_function(function: Any) -> list[object]:
    held = (function.__defaults__, function.__kwdefaults__, function.__dict__, function.__annotations__)
    return [*held, *(function.__closure__ or ())]
