"""Print the spans of a run as a tree."""

from collections.abc import Iterable, Sequence

from opentelemetry.sdk.trace import ReadableSpan

from codenode.tracing import attributes as a

Tree = tuple[str, list["Tree"]]


def tree(spans: Iterable[ReadableSpan], label: str = "name") -> list[Tree]:
    """Return finished spans as nested (name, children) pairs in the order they began.

    Args:
        spans: finished spans, in any order.
        label: `name` for names alone (golden trees), `full` for status and milliseconds beside them.
    """
    ordered = sorted(spans, key=lambda span: span.start_time or 0)
    known = {span.context.span_id for span in ordered if span.context}
    roots = [span for span in ordered if span.parent is None or span.parent.span_id not in known]
    return [_branch(span, ordered, label) for span in roots]


def _branch(span: ReadableSpan, spans: Sequence[ReadableSpan], label: str) -> Tree:
    children = [one for one in spans if one.parent and span.context and one.parent.span_id == span.context.span_id]
    name = span.name if label == "name" else _full(span)
    return (name, [_branch(one, spans, label) for one in children])


def _full(span: ReadableSpan) -> str:
    values = span.attributes or {}
    status = values.get(a.FINISH_REASON) or values.get(a.STATUS) or values.get(a.CALL_STATUS) or ""
    fault = values.get(a.ERROR_TYPE, "")
    took = ((span.end_time or 0) - (span.start_time or 0)) / 1e6
    return " ".join(str(part) for part in (span.name, f"{took:.1f} ms", status, fault) if part)


def text(spans: Iterable[ReadableSpan]) -> str:
    """Return the tree as indented lines."""
    return "\n".join(line for branch in tree(spans, "full") for line in _lines(branch, 0))


def _lines(branch: Tree, depth: int) -> list[str]:
    name, children = branch
    return [f"{'  ' * depth}{name}", *(line for child in children for line in _lines(child, depth + 1))]
