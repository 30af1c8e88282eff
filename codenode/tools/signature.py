"""Write the Python stub of a tool from its JSON schema, as the model reads it."""

import inspect
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

from codenode.tools.documentation import QUOTES, documentation

SIMPLE = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "object": "dict",
    "array": "list",
}
FORMATS = {"date": "date", "date-time": "datetime", "uuid": "str"}


def annotation(schema: Mapping[str, Any], definitions: Mapping[str, Any] | None = None, depth: int = 4) -> str:
    """Return a JSON schema as a Python annotation, e.g. `list[str] | None`."""
    definitions = definitions or {}
    if depth == 0:
        return "Any"
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return annotation(definitions.get(name, {}), definitions, depth - 1)
    if "enum" in schema or "const" in schema:
        return f"Literal[{', '.join(repr(value) for value in schema.get('enum', [schema.get('const')]))}]"
    for union in ("anyOf", "oneOf"):
        if union in schema:
            return " | ".join(dict.fromkeys(annotation(part, definitions, depth - 1) for part in schema[union]))
    return _typed(schema, definitions, depth)


def _typed(schema: Mapping[str, Any], definitions: Mapping[str, Any], depth: int) -> str:
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(SIMPLE.get(one, "Any") for one in kind)
    if kind == "array" and isinstance(schema.get("items"), Mapping):
        return f"list[{annotation(schema['items'], definitions, depth - 1)}]"
    if kind == "object" and "properties" in schema:
        fields = ", ".join(
            f"{name!r}: {annotation(part, definitions, depth - 1)}" for name, part in schema["properties"].items()
        )
        return f"{{{fields}}}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        return f"dict[str, {annotation(schema['additionalProperties'], definitions, depth - 1)}]"
    return FORMATS.get(str(schema.get("format")), SIMPLE.get(str(kind), "Any"))


def parameters(schema: Mapping[str, Any]) -> list[str]:
    """Return the parameters of a tool as they stand in a `def` line, required ones first."""
    definitions = schema.get("$defs", {})
    required = set(schema.get("required", ()))
    properties = schema.get("properties", {})
    ordered = sorted(properties, key=lambda name: name not in required)
    return [_parameter(name, properties[name], definitions, required=name in required) for name in ordered]


def _parameter(name: str, schema: Mapping[str, Any], definitions: Mapping[str, Any], *, required: bool) -> str:
    text = f"{name}: {annotation(schema, definitions)}"
    return text if required else f"{text} = {schema.get('default')!r}"


def returned(function: Callable[..., object] | None) -> str:
    """Return the written return annotation of a function, empty when there is none."""
    if function is None:
        return ""
    try:
        hint = get_type_hints(function).get("return", inspect.Signature.empty)
    except Exception:  # noqa: BLE001 - hints of foreign code may name what cannot be imported
        hint = getattr(function, "__annotations__", {}).get("return", inspect.Signature.empty)
    if hint is inspect.Signature.empty:
        return ""
    text = hint if isinstance(hint, str) else inspect.formatannotation(hint)
    return text.replace("typing.", "").replace("NoneType", "None")


def stub(name: str, schema: Mapping[str, Any], returns: str, description: str) -> str:
    """Return the tool as a `def` line with its documentation: what the model is shown."""
    arrow = f" -> {returns}" if returns else ""
    told = documentation(description, schema.get("properties", {}))
    doc = textwrap.indent(f"{QUOTES}{told}{QUOTES}", "    ")
    return f"def {name}({', '.join(parameters(schema))}){arrow}:\n{doc}"
