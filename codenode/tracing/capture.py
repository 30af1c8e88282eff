"""Collect spans in memory, for tests and for the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from codenode.tracing.console import Tree, text, tree


class Captured:
    """The spans finished so far."""

    def __init__(self, exporter: InMemorySpanExporter) -> None:
        self._exporter = exporter

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """Finished spans in the order they ended."""
        return self._exporter.get_finished_spans()

    @property
    def tree(self) -> list[Tree]:
        """Names of the spans as nested (name, children) pairs."""
        return tree(self.spans)

    @property
    def text(self) -> str:
        """The tree as lines with milliseconds and status."""
        return text(self.spans)

    def named(self, name: str) -> list[ReadableSpan]:
        """Return the spans of that name."""
        return [span for span in self.spans if span.name == name]


@contextmanager
def capture_spans() -> Iterator[Captured]:
    """Collect the spans that end within the block.

    The process's tracer provider is used when it is an SDK one, else one is set: OpenTelemetry allows
    that once in a process.
    """
    provider = trace.get_tracer_provider()
    if not isinstance(provider, TracerProvider):
        provider = TracerProvider()
        trace.set_tracer_provider(provider)
    exporter = InMemorySpanExporter()
    processor = SimpleSpanProcessor(exporter)
    provider.add_span_processor(processor)
    try:
        yield Captured(exporter)
    finally:
        # A provider cannot let a processor go; a shut-down exporter takes nothing more.
        exporter.shutdown()
