"""Check the attributes that a format string would read, so that the native `format` may run."""

# What `string.Formatter` is made of; `string` itself costs a millisecond.
from _string import formatter_field_name_split, formatter_parser  # type: ignore[import-not-found] # no stub

from codenode.worker.policy.names import CLOCKS, READABLE, is_harmless

_CLASS_NAMES = ("__name__", "__qualname__")


def check_format(template: str) -> None:
    """Raise AttributeError if a replacement field reads an attribute that needs a guard."""
    if "." not in template:
        return
    for _, field, spec, _ in formatter_parser(template):
        if field:
            _check_path([name for is_attribute, name in formatter_field_name_split(field)[1] if is_attribute])
        if spec and "{" in spec:
            check_format(spec)


def _check_path(names: list[str]) -> None:
    if len(names) >= 2 and names[-2] == "__class__" and names[-1] in _CLASS_NAMES:
        names = names[:-2]
    for name in names:
        # The text of a method that reads a clock reads none.
        if not is_harmless(name) and name not in READABLE and name not in CLOCKS:
            raise AttributeError(f"the attribute {name!r} is not accessible in a format string; use an f-string")


def safe_format(template: str, /, *args: object, **kwargs: object) -> str:
    """Stand in for `str.format`."""
    text = _exact(template)
    check_format(text)
    return text.format(*args, **kwargs)


def safe_format_map(template: str, mapping: object, /) -> str:
    """Stand in for `str.format_map`."""
    text = _exact(template)
    check_format(text)
    return text.format_map(mapping)  # type: ignore[arg-type] # any object with items, as in Python


def _exact(template: str) -> str:
    if not isinstance(template, str):
        raise TypeError(f"format needs a str, not {type(template).__name__!r}")
    return str.__str__(template)
