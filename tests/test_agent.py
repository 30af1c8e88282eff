"""A code agent from outside: tasks in, answers out, with real workers and a scripted model."""

import asyncio
import operator
import os
import signal
from typing import Annotated

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.types import Command, interrupt
from sample import QUICK, asked, block, double
from typing_extensions import TypedDict

from codenode import Budget, CodeNode, ConfigurationError, Limits, create_code_agent
from codenode.executors.choose import choose
from codenode.testing import ScriptedModel

TWO_STEPS = (block("x = double(21)\nprint(x)", "I compute."), block("final_answer(x)", "Done."))


def said(result):
    """Return the answer's text."""
    return result["messages"][-1].content


def told(result):
    """Return what the answer's metadata say."""
    return result["messages"][-1].response_metadata["codenode"]


class TestLoop:
    def test_answer(self, scripted):
        """The agent computes, sees, answers; the answer is a message and data."""
        result = scripted(*TWO_STEPS, name="analyst").invoke(asked())
        assert (said(result), result["structured_response"]) == ("42", 42)
        assert result["messages"][-1].name == "analyst"
        assert set(result) == {"messages", "structured_response"}

    async def test_answer_async(self, scripted):
        """The same on the event loop."""
        assert (await scripted(*TWO_STEPS).ainvoke(asked()))["structured_response"] == 42

    def test_usage(self, scripted):
        """Steps, calls and tokens are counted."""
        usage = told(scripted(*TWO_STEPS).invoke(asked()))["usage"]
        assert (usage["steps"], usage["model_calls"], usage["tool_calls"]) == (2, 2, 1)
        assert usage["input_tokens"] > usage["output_tokens"] > 0

    def test_model_sees_what_happened(self):
        """The second prompt begins with the first and ends with the observation."""
        model = ScriptedModel(TWO_STEPS)
        create_code_agent(model, [double]).invoke(asked())
        first, second = model.prompts
        assert second[: len(first)] == first
        assert second[-1].content == "Observation:\n42"

    def test_history_stays_clean(self, scripted):
        """Steps stay inside: the conversation gets the answer alone."""
        assert [type(m) for m in scripted(*TWO_STEPS).invoke(asked())["messages"]] == [HumanMessage, AIMessage]

    def test_own_words(self):
        """The developer's prompt and the stubs are in the system message."""
        model = ScriptedModel([block("final_answer(1)")])
        create_code_agent(model, [double], system_prompt="Be brief.").invoke(asked())
        system = model.prompts[0][0].content
        assert "Be brief." in system
        assert "def double(number: int) -> int:" in system

    def test_two_runs_are_two_runs(self, scripted):
        """A second run of the same agent begins with nothing of the first."""
        agent = scripted(block("x = 1\nfinal_answer(x)"), block("x"), block("final_answer('no x')"))
        agent.invoke(asked())
        assert agent.invoke(asked())["structured_response"] == "no x"


class TestReplies:
    @pytest.mark.parametrize(
        ("replies", "answer"),
        [
            (["The answer is 42."], "The answer is 42."),
            (["", block("final_answer(1)")], 1),
            (["Thought: hm", block("final_answer(1)")], 1),
            (["```python\nfinal_answer(1)"], 1),
            ([block("a = 1") + block("b = 2") + block("final_answer(a + b)")], 3),
            (["<CODE>final_answer(1)</CODE>"], 1),
            (["<think>```python\nfinal_answer(0)\n```</think>" + block("final_answer(1)")], 1),
        ],
        ids=["prose", "nothing", "thought", "unclosed", "three", "upper", "think"],
    )
    def test_ways_to_write(self, scripted, replies, answer):
        """Prose is an answer; nothing gets a repair message; every form of code runs."""
        result = scripted(*replies).invoke(asked())
        assert (result["structured_response"], told(result)["status"]) == (answer, "final")

    @pytest.mark.parametrize(
        "bad",
        ["x = (", "import os", "exit()", "while True: pass", "print('a' * 10_000_000)", "def f(): f()\nf()",
         "broken('no')", "nothing_here"],
    )  # fmt: skip
    def test_the_run_goes_on(self, scripted, bad):
        """Whatever the code does, the model sees it and may try again."""
        result = scripted(block(bad), block("final_answer(1)")).invoke(asked())
        assert result["structured_response"] == 1

    def test_observation_is_short(self):
        """Ten megabytes of output reach the model as a few thousand characters."""
        model = ScriptedModel([block("print('a' * 10_000_000)"), block("final_answer(1)")])
        create_code_agent(model, limits=QUICK).invoke(asked())
        assert len(model.prompts[1][-1].content) < 7_000

    def test_worker_killed_in_a_step(self, scripted):
        """A worker that dies in a step is seen, and the next step has a new one."""

        def kill(n: int) -> int:
            """Kill the worker from outside."""
            (run,) = agent.registry._runs.values()
            os.kill(run.session.connection.pid, signal.SIGKILL)
            return n

        agent = scripted(block("kill(1)"), block("final_answer('back')"), tools=[kill])
        assert agent.invoke(asked())["structured_response"] == "back"

    def test_failing_model(self, scripted):
        """An error of the model is the developer's, and leaves no worker."""
        agent = scripted(block("x = 1"), ValueError("429"))
        with pytest.raises(ValueError, match="429"):
            agent.invoke(asked())
        assert not agent.registry._runs


class TestBudget:
    def test_steps(self, scripted):
        """Out of steps, the run ends with what it has and says so."""
        result = scripted(*[block("41 + 1")] * 3, budget=Budget(steps=2)).invoke(asked())
        assert told(result)["status"] == "steps"
        assert "steps" in said(result)
        assert "42" in said(result)

    def test_tool_calls(self, scripted):
        """The call over the ceiling ends its action; the model may still answer."""
        loop = block("while True:\n    double(1)")
        result = scripted(loop, block("final_answer('enough')"), budget=Budget(tool_calls=3)).invoke(asked())
        assert result["structured_response"] == "enough"
        assert told(result)["usage"]["tool_calls"] == 4

    def test_seconds(self, scripted):
        """Out of time, the run ends."""
        slow = block("while True: pass")
        result = scripted(slow, slow, slow, budget=Budget(seconds=0.5)).invoke(asked())
        assert told(result)["usage"]["steps"] == 1

    def test_many_steps(self, scripted):
        """The budget is the only ceiling of steps: LangGraph's recursion limit does not come first."""
        replies = [block("1")] * 29 + [block("final_answer(30)")]
        assert scripted(*replies, budget=Budget(steps=30)).invoke(asked())["structured_response"] == 30

    def test_wrong_budget(self):
        """A ceiling that is no positive number is named."""
        with pytest.raises(ConfigurationError, match="steps=0"):
            Budget(steps=0)


class TestGraph:
    def test_drawn(self, scripted):
        """The picture of one step."""
        drawn = scripted("x").get_graph()
        edges = {(edge.source, edge.target) for edge in drawn.edges}
        assert {("prepare", "think"), ("think", "act"), ("act", "think"), ("act", "finish")} <= edges

    def test_schemas(self, scripted):
        """Input and output have JSON schemas: Studio and servers need them."""
        agent = scripted("x")
        assert set(agent.get_input_jsonschema()["properties"]) == {"messages"}
        assert set(agent.get_output_jsonschema()["properties"]) == {"messages", "structured_response", "artifacts"}

    def test_node_of_a_parent(self, scripted):
        """Inside a parent graph with plain nodes only messages and the answer come out."""

        class Parent(TypedDict):
            messages: Annotated[list, operator.add]
            structured_response: object
            steps: list

        def before(state):
            return {"messages": [HumanMessage("go")], "steps": ["mine"]}

        graph = StateGraph(Parent)
        graph.add_node("before", before)
        graph.add_node("analyst", scripted(*TWO_STEPS))
        graph.add_edge(START, "before")
        graph.add_edge("before", "analyst")
        graph.add_edge("analyst", END)
        result = graph.compile().invoke({"messages": []})
        assert (result["structured_response"], result["steps"]) == (42, ["mine"])

    def test_settings_survive_with_config(self, scripted):
        """A copy of the agent still registers its runs."""
        agent = scripted(*TWO_STEPS).with_config({"tags": ["a"]})
        assert agent.invoke(asked())["structured_response"] == 42

    @pytest.mark.parametrize("name", ["", "a|b", "a:b"])
    def test_wrong_name(self, name):
        """A name that LangGraph cannot use is refused."""
        with pytest.raises(ConfigurationError, match="name"):
            create_code_agent(ScriptedModel(), name=name)

    def test_no_messages(self, scripted):
        """A run without messages is told what to give."""
        with pytest.raises(ConfigurationError, match="messages"):
            scripted("x").invoke({"messages": []})


class TestStreaming:
    def test_tokens(self, scripted):
        """The model's tokens pass through the messages mode."""
        chunks = scripted(*TWO_STEPS).stream(asked(), stream_mode="messages")
        tokens = [chunk.content for chunk, meta in chunks if meta["langgraph_node"] == "think"]
        assert len(tokens) > 5
        assert "double(21)" in "".join(tokens)

    def test_events(self, scripted):
        """Thought, output, calls and observation come as custom events, in order."""
        events = list(scripted(*TWO_STEPS).stream(asked(), stream_mode="custom"))
        kinds = [event["type"] for event in events]
        assert kinds == ["thought", "call", "return", "output", "observation", "thought", "observation", "final"]
        assert {event["agent"] for event in events} == {"code_agent"}

    def test_output_comes_while_the_code_runs(self, scripted):
        """What was printed before a slow call is seen before the call ends."""
        agent = scripted(block("print('early')\nlater('x')\nfinal_answer(1)"))
        kinds = [event["type"] for event in agent.stream(asked(), stream_mode="custom")]
        assert kinds.index("output") < kinds.index("return")

    def test_early_close(self, scripted):
        """A consumer that leaves ends the run and its worker."""
        agent = scripted(*TWO_STEPS)
        for event in agent.stream(asked(), stream_mode="custom"):
            if event["type"] == "observation":
                (run,) = agent.registry._runs.values()
                pid = run.session.connection.pid
                break
        del event
        import gc

        gc.collect()
        assert not agent.registry._runs
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    def test_early_close_in_an_action(self, scripted):
        """A consumer that leaves in the middle of an action does not wait for its end."""
        import time

        model = ScriptedModel([block("print('a' * 5000)\nwhile True: pass")])
        agent = create_code_agent(model, limits=Limits(seconds=30))
        stream = agent.stream(asked(), stream_mode="custom")
        while next(stream)["type"] != "output":
            pass
        started = time.monotonic()
        stream.close()
        assert time.monotonic() - started < 15  # the action alone would take 30 s

    async def test_cancel(self, scripted):
        """A cancelled run ends its worker."""
        agent = scripted(block("while True: pass"))
        task = asyncio.create_task(agent.ainvoke(asked()))
        await asyncio.sleep(0.5)
        (run,) = agent.registry._runs.values()
        pid = run.session.connection.pid
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


class TestCheckpoints:
    def test_everything_is_storable(self, scripted, tmp_path):
        """Imports, functions, classes and huge integers in the code leave the checkpoint plain."""
        code = "import math\ndef f(): pass\nclass C: pass\nfinal_answer({'n': 2 ** 200, 'c': 1})"
        with SqliteSaver.from_conn_string(str(tmp_path / "c.sqlite")) as saver:
            agent = scripted(block(code), checkpointer=saver)
            config = {"configurable": {"thread_id": "t"}}
            assert agent.invoke(asked(), config)["structured_response"] == {"n": str(2**200), "c": 1}
            assert len(agent.get_state(config).values["steps"]) == 1

    def test_no_live_object_in_the_state(self, scripted):
        """The state holds nothing of the run, not even its id."""
        agent = scripted(*TWO_STEPS, checkpointer=InMemorySaver())
        config = {"configurable": {"thread_id": "t"}}
        agent.invoke(asked(), config)
        assert set(agent.get_state(config).values) == {
            "messages", "steps", "action", "usage", "status", "structured_response", "seed", "isolation", "snapshot",
            "asked", "summaries",
        }  # fmt: skip
        assert agent.get_state(config).values["isolation"] == choose("auto").level
        assert "codenode_run" not in str(agent.get_state(config).metadata)

    def test_second_turn(self, scripted):
        """A second turn of a thread adds its steps to those before; what was used is counted for each run."""
        agent = scripted(*TWO_STEPS, block("final_answer(7)"), checkpointer=InMemorySaver())
        config = {"configurable": {"thread_id": "t"}}
        agent.invoke(asked(), config)
        result = agent.invoke(asked("again"), config)
        assert [m.content for m in result["messages"]] == ["go", "42", "again", "7"]
        values = agent.get_state(config).values
        assert [step["number"] for step in values["steps"]] == [1, 2, 3]
        assert values["usage"]["steps"] == 1

    def test_pause_between_steps(self, scripted):
        """A run paused before an action finds its variables when it is resumed here."""
        agent = scripted(*TWO_STEPS, checkpointer=InMemorySaver(), interrupt_before=["act"])
        config = {"configurable": {"thread_id": "t"}}
        agent.invoke(asked(), config)
        agent.invoke(None, config)
        assert agent.invoke(None, config)["structured_response"] == 42

    def test_resume_elsewhere(self, scripted):
        """Resumed where the worker is not, the model is told that the variables are gone."""
        saver, config = InMemorySaver(), {"configurable": {"thread_id": "t"}}
        agent = scripted(*TWO_STEPS, checkpointer=saver, interrupt_before=["act"])
        agent.invoke(asked(), config)
        agent.invoke(None, config)
        model = ScriptedModel([block("final_answer('told')")])
        other = create_code_agent(model, [double], checkpointer=saver)
        assert other.invoke(None, config)["structured_response"] == "told"
        assert "earlier variables are gone (x)" in model.prompts[0][-1].content

    def test_nothing_stays_parked(self, scripted):
        """A run that ends closes the worker of its pause, also when it needed it no more."""
        agent = scripted(*TWO_STEPS, checkpointer=InMemorySaver(), interrupt_before=["finish"])
        config = {"configurable": {"thread_id": "t"}}
        agent.invoke(asked(), config)
        assert agent.registry._parked
        agent.invoke(None, config)
        assert not agent.registry._parked

    def test_bound_thread(self, scripted):
        """A thread bound by with_config is the run's thread."""
        agent = scripted(*TWO_STEPS, checkpointer=InMemorySaver(), interrupt_before=["act"])
        bound = agent.with_config(configurable={"thread_id": "t"})
        bound.invoke(asked())
        bound.invoke(None)
        assert bound.invoke(None)["structured_response"] == 42

    def test_interrupting_tool(self, scripted):
        """A tool that pauses pauses the run; with the answer the action is run again."""

        def approve(order: int) -> str:
            """Ask a human."""
            return interrupt({"order": order})

        agent = scripted(block("final_answer(approve(3))"), tools=[approve], checkpointer=InMemorySaver())
        config = {"configurable": {"thread_id": "t"}}
        assert agent.invoke(asked(), config)["__interrupt__"][0].value == {"order": 3}
        assert agent.invoke(Command(resume="yes"), config)["structured_response"] == "yes"


class TestCodeNode:
    def test_runs_the_last_message(self):
        """It runs the code of the last AI message and answers with what it showed."""
        node = CodeNode([double])
        result = node.invoke({"messages": [AIMessage(block("print(double(4))"))]})
        assert result["messages"][0].content == "Observation:\n8"
        node.close()

    async def test_variables_live_per_thread(self):
        """Each thread has its own interpreter."""
        node = CodeNode()
        one, two = {"configurable": {"thread_id": "1"}}, {"configurable": {"thread_id": "2"}}
        await node.ainvoke({"messages": [AIMessage(block("x = 1"))]}, one)
        first = await node.ainvoke({"messages": [AIMessage(block("x"))]}, one)
        second = await node.ainvoke({"messages": [AIMessage(block("x"))]}, two)
        assert first["messages"][0].response_metadata["codenode"]["value"] == 1
        assert second["messages"][0].response_metadata["codenode"]["fault"]["type"] == "NameError"
        node.close()

    def test_final_answer(self):
        """A final answer is an AI message."""
        node = CodeNode()
        (message,) = node.invoke({"messages": [AIMessage(block("final_answer(1)"))]})["messages"]
        assert (type(message), message.content) == (AIMessage, "1")
        node.close()

    def test_without_a_thread(self):
        """Runs without a thread share nothing."""
        node = CodeNode()
        node.invoke({"messages": [AIMessage(block("secret = 42"))]})
        (message,) = node.invoke({"messages": [AIMessage(block("secret"))]})["messages"]
        assert message.response_metadata["codenode"]["fault"]["type"] == "NameError"

    def test_prose(self):
        """A message without code changes nothing."""
        assert CodeNode().invoke({"messages": [AIMessage("hello")]}) == {}

    def test_wrong_message(self):
        """A last message that is not the model's is the developer's error."""
        with pytest.raises(ConfigurationError, match="AI message"):
            CodeNode().invoke({"messages": [HumanMessage("x")]})
