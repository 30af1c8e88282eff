"""Join the developer's channels to ours: what a code agent's state, input and output are."""

from collections.abc import Iterator
from types import new_class
from typing import Annotated, Any, NamedTuple, NotRequired, Required, get_args, get_origin

from langgraph.managed.base import is_managed_value
from pydantic import PydanticUserError, TypeAdapter
from typing_extensions import get_type_hints, is_typeddict

from codenode.errors import ConfigurationError
from codenode.state import CodeInput, CodeOutput, CodeState

SHARED = frozenset({"messages", "structured_response"})
"""Keys that mean the same in `create_agent`'s schemas; ours hold."""
_LANGCHAINS_MARK = "OmitFromSchema"  # known by its name: langchain may not be installed


class Schemas(NamedTuple):
    """State, input and output of one agent."""

    state: type[CodeState]
    input: type[CodeInput]
    output: type[CodeOutput]
    keys: frozenset[str]
    """Of the input."""


def schemas(answer: Any, extension: Any = None) -> Schemas:
    """Return the schemas of an agent; LangGraph lets only types that stand in them out of a checkpoint.

    Args:
        answer: the answer's type, None for any.
        extension: the developer's `TypedDict`. Its keys are in state, input and output, unless LangChain's
            `OmitFromInput`, `OmitFromOutput` or `PrivateStateAttr` says otherwise.

    Raises:
        ConfigurationError: the extension is no `TypedDict`, or has a key of ours.
    """
    typed = {} if answer is None else {"structured_response": NotRequired[answer | None]}
    fields = _fields(extension) if extension is not None else {}
    shown = {side: {key: hint for key, hint in fields.items() if not _omitted(hint, side)} for side in _SIDES}
    return Schemas(
        _with(CodeState, {**fields, **typed}),
        _with(CodeInput, shown["input"]),
        _with(CodeOutput, {**shown["output"], **typed}),
        frozenset({"messages", *shown["input"]}),
    )


_SIDES = ("input", "output")


def _with(base: Any, fields: dict[str, Any]) -> Any:
    if not fields:
        return base
    return new_class(base.__name__, (base,), {}, lambda body: body.update(__annotations__=fields))


def _fields(extension: Any) -> dict[str, Any]:
    if not is_typeddict(extension):
        raise ConfigurationError(
            f"state_schema={extension!r:.80} is no TypedDict; write it as one: class State(CodeState): topic: str"
        )
    try:
        hints, ours = (get_type_hints(schema, include_extras=True) for schema in (extension, CodeState))
    except NameError as error:
        raise ConfigurationError(f"state_schema {extension.__name__} has a type that cannot be read: {error}") from None
    found = {}
    for name, hint in hints.items():
        if name in SHARED or (name in ours and hint == ours[name]):
            continue
        if name in ours:
            raise ConfigurationError(f"state_schema has the key {name!r}, which the agent uses itself; rename it")
        bare = _bare(hint)
        found[name] = bare if name in extension.__required_keys__ else NotRequired[bare]
    _check_readable(found)
    return found


def _bare(hint: Any) -> Any:
    """Return a hint without what says whether the key must be there."""
    return _bare(get_args(hint)[0]) if get_origin(hint) in {Required, NotRequired} else hint


def _omitted(hint: Any, side: str) -> bool:
    return any(
        is_managed_value(mark) or (type(mark).__name__ == _LANGCHAINS_MARK and getattr(mark, side, False))
        for mark in _marks(_bare(hint))
    )


def _marks(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Annotated:
        yield from get_args(hint)[1:]


def _check_readable(fields: dict[str, Any]) -> None:
    """Refuse what servers and Studio could not read: a `TypedDict` of the standard library within, on Python 3.11."""
    for name, hint in fields.items():
        try:
            TypeAdapter(_bare(hint)).json_schema()
        except PydanticUserError as error:
            if error.code == "typed-dict-version":
                raise ConfigurationError(
                    f"state_schema: {name!r} holds a TypedDict of `typing`, which has no JSON schema on this Python; "
                    "import TypedDict from typing_extensions"
                ) from None
        except Exception:  # noqa: BLE001, S110 - LangGraph takes types that have no schema, too
            pass
