"""The contract of the node: schemas of one's own, context, and nothing that leaks to a parent or from one."""

import importlib.util
import operator
import sys
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NotRequired

import pytest
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.managed import RemainingSteps
from langgraph.prebuilt import InjectedState, ToolRuntime
from langgraph.types import Command
from pydantic import BaseModel
from sample import asked, block
from typing_extensions import TypedDict

from codenode import CodeState, ConfigurationError, create_code_agent
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
langchain = pytest.mark.skipif(importlib.util.find_spec("langchain") is None, reason="langchain is not installed")


class Own(CodeState):
    """Keys of one's own."""

    topic: NotRequired[str]
    notes: Annotated[list[str], operator.add]
    left: RemainingSteps


@tool
def topic(state: Annotated[dict, InjectedState]) -> str:
    """Read the topic."""
    return state["topic"]


@tool
def note(text: str) -> Command:
    """Take a note."""
    return Command(update={"notes": [text], "topic": f"{text}!"})


class TestStateSchema:
    def test_in_and_out(self, scripted):
        """A key of one's own is input, reaches tools, and is output."""
        agent = scripted(block("final_answer(topic())"), tools=[topic], state_schema=Own)
        result = agent.invoke({**asked(), "topic": "tea"})
        assert (result["structured_response"], result["topic"], result["notes"]) == ("tea", "tea", [])

    async def test_written_by_a_tool(self, scripted):
        """A tool writes it with a command, through its reducer; the next step sees it."""
        agent = scripted(
            block("note('a')"),
            block("note('b')"),
            block("final_answer(topic())"),
            tools=[note, topic],
            state_schema=Own,
        )
        result = await agent.ainvoke({**asked(), "notes": ["0"]})
        assert (result["structured_response"], result["notes"]) == ("b!", ["0", "a", "b"])

    def test_kept_in_the_thread(self, scripted):
        """It lives as long as the thread, unlike what belongs to a run."""
        agent = scripted(
            "One.", block("final_answer(topic())"), tools=[topic], state_schema=Own, checkpointer=InMemorySaver()
        )
        agent.invoke({**asked(), "topic": "tea"}, CONFIG)
        assert agent.invoke(asked(), CONFIG)["structured_response"] == "tea"

    def test_json_schemas(self, scripted):
        """Servers and Studio can read what goes in and what comes out."""
        agent = scripted("x", state_schema=Own)
        assert set(agent.get_input_jsonschema()["properties"]) == {"messages", "topic", "notes"}
        assert agent.get_input_jsonschema()["required"] == ["messages", "notes"]
        assert set(agent.get_output_jsonschema()["properties"]) == {
            "messages", "structured_response", "artifacts", "topic", "notes",
        }  # fmt: skip

    @pytest.mark.parametrize("module", [typing, sys.modules["typing_extensions"]], ids=lambda module: module.__name__)
    def test_plain_typed_dict(self, scripted, module):
        """A schema of one's own keys alone will do, also one of the standard library."""
        schema = module.TypedDict("schema", {"topic": str})
        agent = scripted(block("final_answer(topic())"), tools=[topic], state_schema=schema)
        assert agent.invoke({**asked(), "topic": "tea"})["structured_response"] == "tea"
        assert "topic" in agent.get_input_jsonschema()["properties"]

    def test_messages_state(self, scripted):
        """One made for `create_agent` will do: the messages are ours."""

        class Talk(MessagesState):
            mood: NotRequired[str]

        result = scripted("Hello.", state_schema=Talk).invoke({**asked(), "mood": "good"})
        assert (result["messages"][-1].text, result["mood"]) == ("Hello.", "good")

    @langchain
    def test_langchains_marks(self, scripted):
        """LangChain's marks say what is not in input or output."""
        from langchain.agents import AgentState
        from langchain.agents.middleware.types import OmitFromInput, OmitFromOutput, PrivateStateAttr

        class Marked(AgentState):
            found: NotRequired[Annotated[str, OmitFromInput]]
            given: NotRequired[Annotated[str, OmitFromOutput]]
            hidden: NotRequired[Annotated[str, PrivateStateAttr]]

        agent = scripted("x", state_schema=Marked)
        assert set(agent.get_input_jsonschema()["properties"]) == {"messages", "given"}
        assert set(agent.get_output_jsonschema()["properties"]) == {
            "messages", "structured_response", "artifacts", "found",
        }  # fmt: skip

    @pytest.mark.parametrize("key", ["steps", "status", "usage", "seed", "action"])
    def test_clash(self, scripted, key):
        """A key of ours is refused by name."""
        with pytest.raises(ConfigurationError, match=f"the key '{key}', which the agent uses itself; rename it"):
            scripted("x", state_schema=TypedDict("Clash", {key: str}))

    @pytest.mark.parametrize("schema", [BaseModel, dict, "State", dataclass(type("D", (), {}))], ids=str)
    def test_no_typed_dict(self, scripted, schema):
        """Anything else is told how to write it."""
        with pytest.raises(ConfigurationError, match=r"is no TypedDict; write it as one: class State\(CodeState\)"):
            scripted("x", state_schema=schema)

    @pytest.mark.skipif(sys.version_info >= (3, 12), reason="the standard library's has a JSON schema there")
    def test_library_typed_dict_within(self, scripted):
        """A TypedDict of the standard library within is refused where it has no JSON schema."""

        class Inner(typing.TypedDict):
            n: int

        with pytest.raises(ConfigurationError, match=r"'item' holds a TypedDict of `typing`.*typing_extensions"):
            scripted("x", state_schema=TypedDict("Outer", {"item": Inner}))


@dataclass
class Who:
    """Who asks."""

    user: str = "nobody"


def user(runtime: ToolRuntime[Who, dict]) -> str:
    """Say who asks."""
    return runtime.context.user


class TestContextSchema:
    @pytest.mark.parametrize("given", [Who("ann"), {"user": "ann"}], ids=["typed", "plain"])
    async def test_reaches_tools(self, scripted, given):
        """The context of a run is typed, and reaches tools on both kinds of hosts."""
        agent = scripted(*[block("final_answer(user())")] * 2, tools=[user], context_schema=Who)
        assert agent.invoke(asked(), context=given)["structured_response"] == "ann"
        assert (await agent.ainvoke(asked(), context=given))["structured_response"] == "ann"

    def test_of_a_parent(self, scripted):
        """Within another graph it is the parent's."""
        graph = StateGraph(MessagesState, context_schema=Who)
        graph.add_node("clerk", scripted(block("final_answer(user())"), tools=[user], context_schema=Who))
        graph.add_edge(START, "clerk")
        assert graph.compile().invoke(asked(), context=Who("ann"))["messages"][-1].text == "ann"

    def test_json_schema(self, scripted):
        """The graph shows it."""
        assert "user" in scripted("x", context_schema=Who).get_context_jsonschema()["properties"]


class Crowded(MessagesState):
    """A parent that uses our words for its own ends."""

    steps: list
    status: str
    usage: str
    action: str
    plan: str
    seed: str
    snapshot: str


OTHERS = {
    "steps": ["mine"], "status": "final", "usage": "mine", "action": "mine", "plan": "mine", "seed": "mine",
    "snapshot": "mine",
}  # fmt: skip


class TestParent:
    @pytest.mark.parametrize("saver", [None, InMemorySaver()], ids=["none", "saved"])
    def test_nothing_leaks(self, scripted, saver):
        """A parent with the same keys keeps its values, and the agent does not see them: in two turns."""
        graph = StateGraph(Crowded)
        graph.add_node("clerk", scripted(block("final_answer(double(2))"), block("final_answer(double(3))")))
        graph.add_edge(START, "clerk")
        compiled = graph.compile(checkpointer=saver)
        for answer in ("4", "6"):
            result = compiled.invoke({**asked(), **OTHERS}, CONFIG)
            assert result["messages"][-1].text == answer
            assert {key: result[key] for key in OTHERS} == OTHERS

    def test_alone(self, scripted):
        """Given to the agent itself, they are not taken either."""
        agent = scripted(block("final_answer(1)"), checkpointer=InMemorySaver())
        agent.invoke({**asked(), **OTHERS}, CONFIG)
        state = agent.get_state(CONFIG).values
        assert state["seed"] != "mine"
        assert "plan" not in state or state["plan"] != "mine"

    def test_input_stays_small(self, scripted):
        """What else a parent's state holds is not stored again with the agent's input."""
        saver = InMemorySaver()
        graph = StateGraph(Crowded)
        graph.add_node("clerk", scripted("Hello."))
        graph.add_edge(START, "clerk")
        graph.compile(checkpointer=saver).invoke({**asked(), "plan": "x" * 100_000}, CONFIG)
        inner = [blob for (_, namespace, *_), blob in saver.blobs.items() if namespace]
        assert inner
        assert max(len(data) for _, data in inner) < 10_000

    @pytest.mark.parametrize("model", [True, False], ids=["pydantic", "dataclass"])
    def test_other_kinds_of_state(self, scripted, model):
        """A parent's state may be a Pydantic model or a dataclass."""
        fields = {"__annotations__": {"messages": list, "n": int}, "messages": [], "n": 0}
        state = type("State", (BaseModel,), fields) if model else _dataclass()
        graph = StateGraph(state)
        graph.add_node("clerk", scripted("Hello."))
        graph.add_edge(START, "clerk")
        graph.add_edge("clerk", END)
        assert graph.compile().invoke({"messages": [("user", "hi")], "n": 1})["messages"][-1].text == "Hello."


def _dataclass():
    @dataclass
    class State:
        messages: list
        n: int = 0

    return State


class TestNodes:
    def test_unknown_interrupt(self, scripted):
        """A node to pause at that is none is told, with those there are."""
        with pytest.raises(
            ConfigurationError, match=r"no node 'acting' to pause at; the nodes are prepare, think, act"
        ):
            scripted("x", interrupt_before=["acting"])

    @pytest.mark.parametrize("setting", ["interrupt_before", "interrupt_after"])
    def test_all(self, scripted, setting):
        """LangGraph's `*` pauses at each."""
        agent = scripted("Hello.", checkpointer=InMemorySaver(), **{setting: "*"})
        agent.invoke(asked(), CONFIG)
        assert agent.get_state(CONFIG).next


class TestModelNames:
    def test_without_langchain(self, monkeypatch):
        """`provider:name` without langchain says how to install it."""
        monkeypatch.setitem(sys.modules, "langchain", None)
        monkeypatch.setitem(sys.modules, "langchain.chat_models", None)
        with pytest.raises(ImportError, match=r"pip install 'langgraph-codenode\[langchain\]'"):
            create_code_agent("other:name")

    def test_names_of_create_agent(self):
        """What means the same is called the same."""
        import inspect

        ours = inspect.signature(create_code_agent).parameters
        same = {
            "model", "tools", "system_prompt", "response_format", "state_schema", "context_schema", "checkpointer", "store",
            "interrupt_before", "interrupt_after", "debug", "name", "cache",
        }  # fmt: skip
        assert same <= set(ours)
        assert all(ours[name].kind is inspect.Parameter.KEYWORD_ONLY for name in same - {"model", "tools"})


class TestPage:
    def test_example(self):
        """What the documentation shows runs as it stands."""
        page = (Path(__file__).parents[1] / "docs/contract.md").read_text(encoding="utf-8")
        example = page.partition("```python\n")[2].partition("```")[0]
        model = ScriptedModel([block("note('green')"), block("final_answer('noted')")])
        names = {**globals(), "model": model}
        exec(example.replace('"local"', "model"), names)
        assert (names["result"]["topic"], names["result"]["notes"]) == ("tea", ["ann: green"])
