"""Take a large value out of a record, so that a backend stores it once."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from codenode.journal.entries import Entry, digest

LARGE = 32_000
"""Characters of a value beyond which it is stored once, by its digest."""
DIGEST = "value_digest"
"""Stands in a record's place of the value."""


class Value(NamedTuple):
    """A value that is stored apart."""

    digest: str
    body: str


def parted(entry: Entry) -> tuple[str, Value | None]:
    """Return the record as text, and its value if that is large."""
    body: dict[str, Any] = dict(entry)
    if "value" in body and len(text := json.dumps(body["value"])) > LARGE:
        del body["value"]
        value = Value(digest(text), text)
        return json.dumps({**body, DIGEST: value.digest}), value
    return json.dumps(body), None


def whole(body: Mapping[str, Any], value: str) -> dict[str, Any]:
    """Return a record with the value that was stored apart, from its text; its seal is checked where it is used."""
    return {**{key: item for key, item in body.items() if key != DIGEST}, "value": json.loads(value)}
