"""What tests need: a scripted model, captured spans, an executor that plays a part, a check of executors.

from codenode.testing import ScriptedModel, capture_spans
"""

from codenode.testing.conformance import conformance
from codenode.testing.fake_executor import FakeExecutor
from codenode.testing.scripted_model import ScriptedModel
from codenode.tracing.capture import Captured, capture_spans

__all__ = ("Captured", "FakeExecutor", "ScriptedModel", "capture_spans", "conformance")
