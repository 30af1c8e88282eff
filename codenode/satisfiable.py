"""Find JSON schemas that no value can satisfy, as far as it is plain to see."""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, inf, isfinite
from typing import Any

_LENGTHS: dict[type, tuple[str, str]] = {
    str: ("minLength", "maxLength"),
    list: ("minItems", "maxItems"),
    dict: ("minProperties", "maxProperties"),
}
_NAMES: dict[type, str] = {str: "string", list: "array", dict: "object", bool: "boolean", type(None): "null"}


def obstacle(schema: Any, definitions: Mapping[str, Any]) -> str:
    """Return why no value can be of a schema; empty where one can, or nobody knows.

    Args:
        schema: a JSON schema.
        definitions: what `#/$defs/` holds.
    """
    finite: set[str] = set()  # definitions that some value can be of; of those that only hold one another none is
    while fresh := {
        name for name in definitions if name not in finite and not _why(definitions[name], _rest(definitions, finite))
    }:
        finite |= fresh
    return _why(schema, _rest(definitions, finite))


def _rest(definitions: Mapping[str, Any], finite: set[str]) -> set[str]:
    return definitions.keys() - finite


def _why(schema: Any, hopeless: set[str]) -> str:
    if schema is False:
        return "it allows nothing"
    if not isinstance(schema, Mapping):
        return ""
    name = str(schema.get("$ref", "")).removeprefix("#/$defs/")
    if name in hopeless:
        return f"no {name} can be made: it allows nothing, or each must hold another, without end"
    return _contradiction(schema) or _of_parts(schema, hopeless)


def _contradiction(schema: Mapping[str, Any]) -> str:
    """Return what a schema, with all that its `allOf` adds to it, says against itself."""
    rules = list(_at_once(schema))
    if any(rule.get("not") in ({}, True) or rule.get("enum") == [] or rule.get("type") == [] for rule in rules):
        return "it allows nothing"
    types = _types(rules)
    if types is not None and not types:
        told = " and ".join(str(rule["type"]) for rule in rules if "type" in rule)
        return f"nothing is {told} at once"
    return _of_values(rules) or _of_lengths(rules, types) or _of_numbers(rules, types)


def _at_once(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Return the schemas that a value must meet at once."""
    yield schema
    for part in schema.get("allOf", ()):
        if isinstance(part, Mapping):
            yield from _at_once(part)


def _types(rules: Sequence[Mapping[str, Any]]) -> set[str] | None:
    """Return the types that all allow; None where none is named."""
    found: set[str] | None = None
    for rule in rules:
        if "type" in rule:
            given = {rule["type"]} if isinstance(rule["type"], str) else set(rule["type"])
            given |= {"integer"} if "number" in given else set()
            found = given if found is None else found & given
    return found


def _of_values(rules: Sequence[Mapping[str, Any]]) -> str:
    """Return that none of the values that are listed will do."""
    for rule in rules:
        listed = [rule["const"]] if "const" in rule else rule.get("enum")
        if listed and not any(all(_fits(value, other) for other in rules) for value in listed):
            return (
                f"none of {listed!r:.80} fits the rest of it" if len(listed) > 1 else f"{listed[0]!r:.80} does not fit"
            )
    return ""


def _fits(value: Any, rule: Mapping[str, Any]) -> bool:
    """Say whether a value meets the plain rules of a schema."""
    types = _types([rule])
    if types is not None and not types & set(_types_of(value)):
        return False
    if ("const" in rule and not _same(value, rule["const"])) or (
        "enum" in rule and not any(_same(value, one) for one in rule["enum"])
    ):
        return False
    if isinstance(value, str | list | dict):
        low, high = _LENGTHS[type(value)]
        return bool(rule.get(low, 0) <= len(value) <= rule.get(high, len(value)))
    if _is_number(value):
        return not _between([rule, {"minimum": value, "maximum": value}], whole=False)
    return True


def _types_of(value: Any) -> tuple[str, ...]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return ("number", "integer") if value == value // 1 else ("number",)
    return (_NAMES.get(type(value), ""),)


def _same(one: Any, other: Any) -> bool:
    """Compare as JSON does: true is not 1."""
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _of_lengths(rules: Sequence[Mapping[str, Any]], types: set[str] | None) -> str:
    for kind, (low, high) in _LENGTHS.items():
        if types is None or types == {_NAMES[kind]}:
            least = max((rule[low] for rule in rules if low in rule), default=0)
            most = min((rule[high] for rule in rules if high in rule), default=least)
            if least > most:
                return f"{low} {least} is above {high} {most}"
    return ""


def _of_numbers(rules: Sequence[Mapping[str, Any]], types: set[str] | None) -> str:
    return _between(rules, whole=types == {"integer"}) if types is None or types <= {"integer", "number"} else ""


def _between(rules: Sequence[Mapping[str, Any]], *, whole: bool) -> str:
    """Return that no number lies between the bounds; of whole numbers, that none does."""
    low, over, above = max(_bounds(rules, "minimum", "exclusiveMinimum", 1), default=(-inf, 0, ""))
    high, under, below = min(_bounds(rules, "maximum", "exclusiveMaximum", -1), default=(inf, 0, ""))
    if low > high:
        return f"{above} {low} is above {below} {high}"
    if low == high and (over or under):
        return f"nothing is between {above} {low} and {below} {high}"
    if whole and isfinite(low) and isfinite(high):
        first = floor(low) + 1 if over else ceil(low)
        last = ceil(high) - 1 if under else floor(high)
        return "" if first <= last else f"no integer is between {above} {low} and {below} {high}"
    return ""


def _bounds(rules: Sequence[Mapping[str, Any]], word: str, strict: str, step: int) -> Iterator[tuple[float, int, str]]:
    """Return each bound, so that the narrowest sorts last for a lower one and first for an upper one."""
    for rule in rules:
        for name, beyond in ((word, 0), (strict, step)):
            if _is_number(rule.get(name)):
                yield rule[name], beyond, name


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _of_parts(schema: Mapping[str, Any], hopeless: set[str]) -> str:
    for word in ("anyOf", "oneOf"):
        ways = [_why(part, hopeless) for part in schema.get(word, ())]
        if ways and all(ways):
            return ways[0]
    for name, part in _needed(schema):
        if why := _why(part, hopeless):
            return f"{name}: {why}" if name else why
    return ""


def _needed(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return what every value of the schema must hold."""
    yield from (("", part) for part in schema.get("allOf", ()))
    if schema.get("type") == "object":
        properties = schema.get("properties", {})
        yield from ((name, properties.get(name)) for name in schema.get("required", ()))
    if schema.get("type") == "array":
        least = schema.get("minItems", 0)
        first = list(schema.get("prefixItems", ()))
        yield from (("item", part) for part in first[:least])
        if least > len(first):
            yield "item", schema.get("items")
