"""Say what a final answer must be, and what is wrong with one that is not."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import PydanticUserError, TypeAdapter, ValidationError
from pydantic.errors import PydanticSchemaGenerationError

from codenode.errors import ConfigurationError, MissingExtra
from codenode.given import listed
from codenode.readable import readable
from codenode.satisfiable import obstacle
from codenode.tools.signature import annotation

Check = Callable[[Any], object]
SHOWN = 5
"""Findings of a validation that are told at once."""


class Answer:
    """The answer an agent may give.

    Args:
        schema: a Pydantic model, dataclass, `TypedDict` or other type, or a JSON schema; None takes any value.
        checks: functions of the answer; one that returns False or a text, or raises, refuses it.

    Raises:
        ConfigurationError: the schema is none, or the checks are no functions.
        MissingExtra: a JSON schema needs the extra `jsonschema`.
    """

    def __init__(self, schema: Any = None, checks: Sequence[Check] = ()) -> None:
        schema = getattr(schema, "schema", schema) if type(schema).__name__.endswith("Strategy") else schema
        self._checks = _functions(checks)
        self.type: Any = None
        self._adapter: TypeAdapter[Any] | None = None
        if schema is not None and not isinstance(schema, Mapping):
            self.type, self._adapter = _typed(schema)
        self._validator = _validator(schema) if isinstance(schema, Mapping) else None
        self._json: Mapping[str, Any] = schema if isinstance(schema, Mapping) else self._described()
        if why := obstacle(self._json, self._json.get("$defs", {})):
            raise ConfigurationError(
                f"no answer can be of response_format={schema!r:.80}: {why}; give one that can be met"
            )

    @property
    def told(self) -> str:
        """What the model is told of it; empty where any value will do."""
        if not self._json:
            return ""
        return f"final_answer takes a value of this form: {annotation(self._json, self._json.get('$defs', {}))}"

    def checked(self, value: Any) -> tuple[Any, str]:
        """Return the answer as its type, and what is wrong with it; empty when nothing is."""
        try:
            if self._adapter is not None:
                # Lax: what crossed from the code is JSON, a date is a text there.
                value = self._adapter.validate_python(value)
            if self._validator is not None and (problem := self._validator(value)):
                return value, problem
        except ValidationError as error:
            return value, _findings(error)
        for check in self._checks:
            if problem := _objection(check, value):
                return value, problem
        return value, ""

    def read(self, text: str) -> tuple[Any, str]:
        """Return an answer given in prose as its type, and what is wrong with it."""
        value, problem = self.checked(text)
        if problem and self._json:
            try:
                return self.checked(json.loads(text))
            except ValueError:
                pass
        return value, problem

    def _described(self) -> Mapping[str, Any]:
        return self._adapter.json_schema() if self._adapter is not None else {}


def _functions(checks: Sequence[Check]) -> tuple[Check, ...]:
    found = listed("final_answer_checks", checks, "final_answer_checks=[check]")
    for check in found:
        if not callable(check):  # callers err
            raise ConfigurationError(f"final_answer_checks: {check!r:.80} is no function of the answer; give one")
    return found


def _typed(kind: Any) -> tuple[Any, TypeAdapter[Any]]:
    """Return a type as Pydantic can read it, and its adapter."""
    if isinstance(kind, str):  # Pydantic would read it as code
        raise ConfigurationError(
            f"response_format={kind!r:.80} is a text and no type; give a Pydantic model, a dataclass, a TypedDict or "
            "another type itself (str), or a JSON schema"
        )
    try:
        try:
            return kind, _adapter(kind)
        except PydanticUserError as error:
            if error.code != "typed-dict-version":
                raise
            return (made := readable(kind)), _adapter(made)
    except (PydanticSchemaGenerationError, PydanticUserError, TypeError, NameError) as error:
        raise ConfigurationError(
            f"response_format={kind!r:.80} is no schema ({str(error).splitlines()[0]}); give a Pydantic model, "
            "a dataclass, a TypedDict or a JSON schema"
        ) from error


def _adapter(kind: Any) -> TypeAdapter[Any]:
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    adapter.json_schema()
    return adapter


def _validator(schema: Mapping[str, Any]) -> Callable[[Any], str]:
    try:
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - only JSON schemas need it
        from jsonschema.exceptions import SchemaError  # noqa: PLC0415
    except ImportError:
        raise MissingExtra("a JSON schema as response_format", "jsonschema") from None
    try:
        Draft202012Validator.check_schema(dict(schema))
    except SchemaError as error:
        raise ConfigurationError(f"response_format is no JSON schema: {error.message}") from error
    validator = Draft202012Validator(dict(schema))

    def validate(value: Any) -> str:
        found = [
            f"{'.'.join(map(str, one.absolute_path)) or 'value'}: {one.message}" for one in validator.iter_errors(value)
        ]
        return "; ".join(found[:SHOWN])

    return validate


def _findings(error: ValidationError) -> str:
    found = [f"{'.'.join(map(str, item['loc'])) or 'value'}: {item['msg']}" for item in error.errors(include_url=False)]
    more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
    return "; ".join(found[:SHOWN]) + more


def _objection(check: Check, value: Any) -> str:
    name = getattr(check, "__name__", "a check")
    try:
        said = check(value)
    except Exception as error:  # noqa: BLE001 - the user's function; what it raises is its objection
        return f"{name}: {str(error) or type(error).__name__}"
    if isinstance(said, str):
        return said
    return f"{name} does not accept it" if said is False else ""
