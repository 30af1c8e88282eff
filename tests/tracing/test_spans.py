"""The golden span trees of a run, however it ends."""

import asyncio

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import interrupt
from opentelemetry import trace
from opentelemetry.trace import StatusCode
from sample import asked, block

from codenode.executors.choose import choose

STEP = ("step 1", [("chat ScriptedModel", []), ("execute_tool python", [("execute_tool double", [])])])
GOLDEN = [("invoke_agent analyst", [STEP, ("step 2", [("chat ScriptedModel", []), ("execute_tool python", [])])])]
SCRIPT = (block("x = double(21)"), block("final_answer(x)"))


class TestTree:
    def test_end(self, scripted, captured):
        """A run that ends: run, steps, model calls, actions, tool calls, nested right."""
        scripted(*SCRIPT, name="analyst").invoke(asked())
        assert captured.tree == GOLDEN

    async def test_end_async(self, scripted, captured):
        """The same tree on the event loop."""
        await scripted(*SCRIPT, name="analyst").ainvoke(asked())
        assert captured.tree == GOLDEN

    def test_within_the_callers_span(self, scripted, captured):
        """The run is a child of whatever span the caller has open."""
        with trace.get_tracer("app").start_as_current_span("request"):
            scripted(*SCRIPT, name="analyst").invoke(asked())
        assert captured.tree == [("request", GOLDEN)]

    def test_a_tools_own_span(self, scripted, captured):
        """A span that a tool opens hangs under the tool's span; an async tool's in its thread too."""

        async def traced(number: int) -> int:
            """Open a span."""
            with trace.get_tracer("app").start_as_current_span("inside"):
                return number

        scripted(block("final_answer(traced(1))"), tools=[traced], name="analyst").invoke(asked())
        (_, [(_, [_, action])]) = captured.tree[0]
        assert action == ("execute_tool python", [("execute_tool traced", [("inside", [])])])

    def test_error(self, scripted, captured):
        """A run that fails: its span is an error with the type, the open step is closed."""
        with pytest.raises(ValueError, match="429"):
            scripted(block("x = 1"), ValueError("429 with a secret"), name="analyst").invoke(asked())
        assert captured.tree == [
            (
                "invoke_agent analyst",
                [
                    ("step 1", [("chat ScriptedModel", []), ("execute_tool python", [])]),
                    ("step 2", [("chat ScriptedModel", [])]),
                ],
            )
        ]
        (run,) = captured.named("invoke_agent analyst")
        assert run.status.status_code is StatusCode.ERROR
        assert (run.attributes["error.type"], run.attributes["codenode.finish_reason"]) == ("ValueError", "error")

    def test_interrupt_is_no_error(self, scripted, captured):
        """A pause leaves every span without an error and says that it paused."""

        def approve(order: int) -> str:
            """Ask a human."""
            return interrupt(order)

        agent = scripted(block("approve(1)"), tools=[approve], name="analyst", checkpointer=InMemorySaver())
        agent.invoke(asked(), {"configurable": {"thread_id": "t"}})
        calls = [("execute_tool python", [("execute_tool approve", [])])]
        assert captured.tree == [("invoke_agent analyst", [("step 1", [("chat ScriptedModel", []), *calls])])]
        assert not [span for span in captured.spans if span.status.status_code is StatusCode.ERROR]
        assert captured.named("invoke_agent analyst")[0].attributes["codenode.finish_reason"] == "paused"

    async def test_cancellation(self, scripted, captured):
        """A cancelled run closes its spans and is no error."""
        agent = scripted(block("while True: pass"), name="analyst")
        task = asyncio.create_task(agent.ainvoke(asked()))
        await asyncio.sleep(0.5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        inside = [("chat ScriptedModel", []), ("execute_tool python", [])]
        assert captured.tree == [("invoke_agent analyst", [("step 1", inside)])]
        assert captured.named("invoke_agent analyst")[0].attributes["codenode.finish_reason"] == "cancelled"

    def test_early_close(self, scripted, captured):
        """A consumer that leaves closes the run's spans."""
        stream = scripted(*SCRIPT, name="analyst").stream(asked(), stream_mode="custom")
        next(stream)
        stream.close()
        assert captured.named("invoke_agent analyst")[0].attributes["codenode.finish_reason"] == "cancelled"

    def test_agent_called_by_an_agent(self, scripted, captured):
        """An agent that is a tool of another nests under the tool's span."""
        inner = scripted(block("final_answer(3)"), name="inner")

        def ask(question: str) -> int:
            """Ask the other agent."""
            return inner.invoke({"messages": [("user", question)]})["structured_response"]

        scripted(block("final_answer(ask('?'))"), tools=[ask], name="outer").invoke(asked())
        (_, [(_, [_, (_, [(tool, [(nested, _)])])])]) = captured.tree[0]
        assert (tool, nested) == ("execute_tool ask", "invoke_agent inner")


class TestAttributes:
    def test_sizes_not_content(self, scripted, captured):
        """Sizes, counts and status always; code, output, arguments and error text never by default."""
        code = "secret_name = 'SECRET'\nprint(secret_name)\nbroken(secret_name)"
        scripted(block(code), block("final_answer('SECRET')")).invoke(asked("SECRET"))
        exported = "\n".join(span.to_json() for span in captured.spans)
        assert "SECRET" not in exported
        assert "secret_name" not in exported
        action = captured.named("execute_tool python")[0].attributes
        assert action["codenode.code.bytes"] == len(code)
        assert action["codenode.fault.type"] == "ValueError"

    def test_captured_content(self, scripted, captured, monkeypatch):
        """With the convention's switch on, code and output are there, capped."""
        monkeypatch.setenv("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "SPAN_ONLY")
        scripted(block("print('a' * 50_000)"), block("final_answer(1)")).invoke(asked())
        values = captured.named("execute_tool python")[0].attributes
        assert values["codenode.code"] == "print('a' * 50_000)"
        assert len(values["codenode.output"]) < 17_000

    def test_conventions(self, scripted, captured):
        """The names of the GenAI conventions, and a kind for viewers, on every span."""
        agent = scripted(*SCRIPT, name="analyst", checkpointer=InMemorySaver())
        agent.invoke(asked(), {"configurable": {"thread_id": "t-1"}})
        kinds = {span.name: span.attributes["openinference.span.kind"] for span in captured.spans}
        assert kinds == {
            "invoke_agent analyst": "AGENT",
            "step 1": "CHAIN",
            "step 2": "CHAIN",
            "chat ScriptedModel": "LLM",
            "execute_tool python": "TOOL",
            "execute_tool double": "TOOL",
        }
        assert {span.attributes["gen_ai.conversation.id"] for span in captured.spans} == {"t-1"}
        run = captured.named("invoke_agent analyst")[0].attributes
        assert (run["codenode.isolation"], run["codenode.steps"], run["codenode.calls"]) == (choose("auto").level, 2, 1)
