"""Find JSON schemas that no value can satisfy, as far as it is plain to see."""

from collections.abc import Iterator, Mapping
from typing import Any

_BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
)


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
    if schema.get("not") in ({}, True) or schema.get("enum") == [] or schema.get("type") == []:
        return "it allows nothing"
    for low, high in _BOUNDS:
        least, most = schema.get(low), schema.get(high)
        if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
            return f"{low} {least} is above {high} {most}"
    return ""


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
