"""What is wrong is told with its remedy: when the agent is made, or before a run has written anything."""

from functools import partial
from typing import NoReturn

import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import START, MessagesState, StateGraph
from pydantic import BaseModel, Field
from sample import asked, block, double
from typing_extensions import TypedDict

from codenode import (
    Budget,
    CodeNode,
    ConfigurationError,
    SqliteJournal,
    ToolError,
    code_tool,
    create_code_agent,
    open_session,
)
from codenode.executors.process import ProcessExecutor
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
PICTURE = HumanMessage([
    {"type": "text", "text": "What is this?"},
    {"type": "image", "base64": "aGk=", "mime_type": "image/png"},
])  # fmt: skip


class Plain(BaseChatModel):
    """A model that can neither stream nor call tools."""

    @property
    def _llm_type(self):
        return "plain"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=AIMessage(block("final_answer(double(4))")))])


class Endless(BaseModel):
    """A model each of which needs another."""

    inner: "Endless"


class Narrow(BaseModel):
    """A model with a number that is none."""

    size: int = Field(gt=5, lt=3)


class TestModel:
    @pytest.mark.parametrize(
        ("model", "problem"),
        [
            (None, "no model: model=None; give a chat model, 'local'"),
            (ScriptedModel, r"model=ScriptedModel is a class; give an instance: ScriptedModel\(...\)"),
            (
                FakeListChatModel(responses=["x"]).with_retry(),
                "wrapped by bind, bind_tools, with_retry.*the model itself",
            ),
            (FakeListChatModel(responses=["x"]).bind(stop=["x"]), "the model itself: tools go to tools="),
            (7, "model=7 is no chat model"),
        ],
        ids=["none", "class", "retry", "bound", "number"],
    )
    def test_no_model(self, model, problem):
        """What is no model is told what to give."""
        with pytest.raises(ConfigurationError, match=problem):
            create_code_agent(model)

    async def test_without_tools_and_streaming(self):
        """A model that can neither call tools nor stream is all that is needed."""
        agent = create_code_agent(Plain(), [double])
        assert agent.invoke(asked())["structured_response"] == 8
        assert (await agent.ainvoke(asked()))["structured_response"] == 8
        assert list(agent.stream(asked(), stream_mode="messages"))


class TestTools:
    @pytest.mark.parametrize("none", [None, (), []], ids=str)
    def test_none(self, none):
        """No tools are no problem."""
        assert (
            create_code_agent(ScriptedModel([block("final_answer(1)")]), none).invoke(asked())["structured_response"]
            == 1
        )

    @pytest.mark.parametrize("tools", [double, "double", {"double": double}], ids=["function", "text", "dict"])
    def test_no_list(self, tools):
        """One tool alone, or a dict of them, is told to be a list."""
        with pytest.raises(ToolError, match=r"is no list of tools; write tools=\[...\]"):
            create_code_agent(ScriptedModel(), tools)

    def test_of_a_provider(self):
        """The schema of a tool that runs at the provider is no tool that code could call."""
        with pytest.raises(ToolError, match="a tool that a provider runs; code cannot call that: give a function"):
            create_code_agent(ScriptedModel(), [{"type": "web_search_20250305", "name": "web_search"}])

    def test_agent(self, scripted):
        """An agent is told how to be a tool."""
        with pytest.raises(ToolError, match=r"'clerk' is a graph and no tool; give it as one: clerk.as_tool\("):
            scripted("x", tools=[scripted("x", name="clerk")])

    def test_two_agents_of_one_name(self, scripted):
        """Two agents of one name cannot be tools of a third."""
        first, second = (scripted("x", name="clerk").as_tool(description=what) for what in ("Adds.", "Counts."))
        with pytest.raises(ToolError, match="two tools are called 'clerk'; rename one of them"):
            scripted("x", tools=[first, second])

    def test_two_nodes_of_one_name(self, scripted):
        """Nor can they be nodes of one graph, which says so itself."""
        graph = StateGraph(MessagesState)
        graph.add_node("clerk", scripted("x", name="clerk"))
        with pytest.raises(ValueError, match="Node `clerk` already present"):
            graph.add_node("clerk", scripted("x", name="clerk"))

    @pytest.mark.parametrize("name", ["print", "final_answer", "parallel", "lambda", "sum", "__import__"])
    def test_known_names(self, scripted, name):
        """A name that the code knows already is refused."""
        clerk = scripted("x", name="clerk").as_tool(name=name, description="Counts.")
        with pytest.raises(ToolError, match=f"'{name}'"):
            scripted("x", tools=[clerk])


class TestTypes:
    @pytest.mark.parametrize(
        ("given", "problem"),
        [
            ({"memory": 32000}, r"memory=32000 is wrong; give Memory\("),
            ({"budget": 5}, r"budget=5 is wrong; give Budget\("),
            ({"budget": {}}, r"budget=\{\} is wrong; give Budget\("),
            ({"budget": Budget}, "budget=<class .* is wrong"),
            ({"skills": True}, r"skills=True is wrong; give Skills\(\), or None"),
            ({"retry": 3}, "retry=3 is wrong; give a langgraph.types.RetryPolicy"),
            ({"planning": 5}, r"planning=5 is wrong; give Planning\("),
            ({"response_format": "str"}, "response_format='str' is a text and no type; give a Pydantic model"),
            ({"final_answer_checks": len}, r"<built-in function len> is no list; write final_answer_checks=\[check\]"),
            ({"final_answer_checks": [3]}, "final_answer_checks: 3 is no function of the answer"),
            ({"system_prompt": 5}, "system_prompt=5 is wrong; give a text or a SystemMessage"),
            ({"name": 5}, "name=5 is wrong; give a text"),
            ({"checkpointer": "x.sqlite"}, "checkpointer='x.sqlite' is wrong; give a checkpointer, e.g. InMemorySaver"),
            ({"checkpointer": SqliteSaver.from_conn_string(":memory:")}, "is what its `with` block gives"),
            ({"store": "x"}, "store='x' is wrong; give a LangGraph store"),
            ({"cache": 3}, "cache=3 is wrong; give a LangGraph cache"),
            ({"context_schema": "Context"}, "context_schema='Context' is wrong; give the type itself"),
            ({"journal": SqliteJournal}, "journal=<class .* is wrong; give a Journal"),
            ({"interrupt_before": "act"}, r"interrupt_before='act' is no list; write interrupt_before=\["),
        ],
        ids=lambda one: next(iter(one)) if isinstance(one, dict) else "told",
    )
    def test_of_an_agent(self, given, problem):
        """A value of another type is named with what would be right, when the agent is made."""
        with pytest.raises(ConfigurationError, match=problem):
            create_code_agent(ScriptedModel(), **given)

    @pytest.mark.parametrize("made", [partial(create_code_agent, ScriptedModel()), open_session, CodeNode, code_tool])
    @pytest.mark.parametrize(
        ("given", "problem"),
        [
            ({"limits": 5}, r"limits=5 is wrong; give Limits\("),
            ({"imports": "numpy"}, r"imports='numpy' is no list; write imports=\["),
            ({"imports": 5}, r"imports=5 is no list; write imports=\["),
            ({"imports": [5]}, "imports=5 is no name of a module"),
            ({"files": "data.csv"}, r"files='data.csv' is no list; write files=\["),
            ({"executor": 3}, "executor=3 is no executor; give one of auto, sandbox"),
            ({"executor": ProcessExecutor}, r"is a class; give an instance: ProcessExecutor\("),
        ],
        ids=str,
    )
    def test_wherever_code_runs(self, made, given, problem):
        """So it is wherever code runs."""
        with pytest.raises(ConfigurationError, match=problem):
            made(**given)

    @pytest.mark.parametrize("made", [partial(create_code_agent, ScriptedModel()), CodeNode, code_tool])
    def test_policy(self, made):
        """A list of names is no policy."""
        with pytest.raises(ConfigurationError, match=r"policy=\['pay'\] is wrong; give Policy\("):
            made(policy=["pay"])

    @pytest.mark.parametrize("words", ["Be brief.", [{"type": "text", "text": "Be brief."}]], ids=["text", "blocks"])
    def test_system_message(self, words):
        """A message as `system_prompt` is as good as its text."""
        model = ScriptedModel(["x"])
        create_code_agent(model, system_prompt=SystemMessage(words)).invoke(asked())
        assert model.prompts[0][0].text.endswith("\n\nBe brief.")

    def test_everywhere(self):
        """LangGraph's word for all nodes is taken where nodes to pause at are listed."""
        agent = create_code_agent(
            ScriptedModel([block("final_answer(1)")]), interrupt_before="*", checkpointer=InMemorySaver()
        )
        agent.invoke(asked(), CONFIG)
        assert agent.get_state(CONFIG).next == ("prepare",)

    def test_any_iterable(self):
        """A generator of names is a list of them."""
        with open_session(imports=(name for name in ["numpy"])) as session:
            assert session.run("import numpy\nint(numpy.ones(2).sum())")["value"] == 2


class TestRecursion:
    def test_itself(self):
        """An agent that is its own tool through another one is stopped, and the code is told."""

        def second(task: str) -> object:
            """Ask the second agent."""
            return asked_of["second"].invoke(asked(task))["structured_response"]

        def first(task: str) -> object:
            """Ask the first agent."""
            return asked_of["first"].invoke(asked(task))["structured_response"]

        call = "try:\n    final_answer({}('go'))\nexcept Exception as error:\n    final_answer(str(error))"
        asked_of = {
            "first": create_code_agent(ScriptedModel([block(call.format("second"))] * 9), [second], name="first"),
            "second": create_code_agent(ScriptedModel([block(call.format("first"))] * 9), [first], name="second"),
        }
        answer = asked_of["first"].invoke(asked())["structured_response"]
        assert "agents call one another 8 deep (first > second > first" in answer
        assert "let none be a tool of itself" in answer

    async def test_deep_enough(self):
        """Five agents one below the other are no problem, on the event loop, too."""
        agent = create_code_agent(ScriptedModel([block("final_answer(1)")]), name="a0")
        for number in range(1, 5):
            below = agent.as_tool(description="Counts.")
            source = f"final_answer(1 + await {below.name}('go'))"
            agent = create_code_agent(ScriptedModel([block(source)]), [below], name=f"a{number}")
        assert (await agent.ainvoke(asked()))["structured_response"] == 5


class TestAnswers:
    @pytest.mark.parametrize(
        ("schema", "problem"),
        [
            (Endless, "no Endless can be made"),
            ({"type": "integer", "minimum": 5, "maximum": 1}, "minimum 5 is above maximum 1"),
            ({"not": {}}, "it allows nothing"),
            ({"type": "object", "properties": {"a": {"enum": []}}, "required": ["a"]}, "a: it allows nothing"),
            ({"anyOf": [{"enum": []}, {"not": True}]}, "it allows nothing"),
            ({"type": "array", "items": False, "minItems": 1}, "item: it allows nothing"),
            ({"type": "integer", "exclusiveMinimum": 3, "exclusiveMaximum": 4}, "no integer is between"),
            ({"type": "number", "minimum": 3, "exclusiveMaximum": 3}, "nothing is between"),
            ({"type": "number", "exclusiveMinimum": 5, "exclusiveMaximum": 3}, "exclusiveMinimum 5 is above"),
            ({"type": "string", "minLength": 5, "maxLength": 3}, "minLength 5 is above maxLength 3"),
            ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "nothing is string and integer at once"),
            ({"type": "integer", "allOf": [{"minimum": 4}, {"maximum": 3}]}, "minimum 4 is above maximum 3"),
            ({"type": "integer", "enum": ["a"]}, "'a' does not fit"),
            ({"type": "boolean", "enum": [0, 1]}, r"none of \[0, 1\] fits"),
            ({"const": 5, "minimum": 7}, "5 does not fit"),
            ({"enum": [1, 2], "const": 3}, "fit"),
            (Narrow, "size: exclusiveMinimum 5 is above exclusiveMaximum 3"),
            (NoReturn, "is no schema"),
            (False, "is no schema"),
        ],
        ids=str,
    )
    def test_impossible(self, scripted, schema, problem):
        """A form that no answer can have is refused when the agent is made."""
        with pytest.raises(ConfigurationError, match=problem):
            scripted("x", response_format=schema)

    @pytest.mark.parametrize(
        "schema",
        [
            {"type": ["integer", "null"], "minimum": 5, "maximum": 1},
            {"type": "number", "exclusiveMinimum": 3, "exclusiveMaximum": 4},
            {"type": "integer", "minimum": 3, "maximum": 3},
            {"type": "integer", "enum": [1.0]},
            {"enum": ["a", 1, None, True]},
            {"const": "ab", "minimum": 7, "maxLength": 2},
            {"allOf": [{"type": "number"}, {"type": "integer"}]},
            {"type": ["string", "array"], "minItems": 2, "maxItems": 1},
        ],
        ids=str,
    )
    def test_narrow(self, scripted, schema):
        """One that some value can have is taken, however little it allows."""
        assert scripted("x", response_format=schema)

    def test_recursive_but_finite(self, scripted):
        """A form that may hold itself is none of these."""

        class Tree(BaseModel):
            leaves: list["Tree"] = []

        agent = scripted(block("final_answer({'leaves': [{'leaves': []}]})"), response_format=Tree)
        assert agent.invoke(asked())["structured_response"] == Tree(leaves=[Tree()])

    def test_found_out_late(self, scripted):
        """One that only its validator refuses ends with the budget, and says so."""
        agent = scripted(*[block("final_answer(1)")] * 3, final_answer_checks=[lambda _: False], budget=Budget(steps=3))
        assert agent.invoke(asked())["messages"][-1].response_metadata["codenode"]["status"] == "steps"


class TestTask:
    @pytest.mark.parametrize("given", ["", " \n ", [{"type": "text", "text": ""}]], ids=["empty", "blank", "block"])
    async def test_empty(self, scripted, given):
        """A task that asks nothing is refused before it is in the thread; the next one is taken."""
        agent = scripted("Hello.", checkpointer=InMemorySaver())
        with pytest.raises(ConfigurationError, match=r"the task is empty.*give \{'messages'"):
            agent.invoke({"messages": [HumanMessage(given)]}, CONFIG)
        with pytest.raises(ConfigurationError, match="the task is empty"):
            await agent.ainvoke({"messages": [HumanMessage(given)]}, CONFIG)
        assert [message.text for message in agent.invoke(asked("hi"), CONFIG)["messages"]] == ["hi", "Hello."]

    @pytest.mark.parametrize("given", [[AIMessage("x")], [SystemMessage("x")]], ids=["ai", "system"])
    def test_nobody_asks(self, scripted, given):
        """Without a human message there is no task."""
        with pytest.raises(ConfigurationError, match="no task: no message is from a human"):
            scripted("x").invoke({"messages": given})

    @pytest.mark.parametrize(
        "given",
        [5, None, [{"role": "user"}], [object()], [("nobody", "x")]],
        ids=["number", "none", "half", "object", "role"],
    )
    def test_no_messages(self, scripted, given):
        """What is no message is told in the words of who could not read it."""
        with pytest.raises(ConfigurationError, match=r"are no messages \(.*give \{'messages'"):
            scripted("x").invoke({"messages": given})

    @pytest.mark.parametrize("given", ["hello", ["hello"], {}, {"text": "hello"}], ids=str)
    def test_no_state(self, scripted, given):
        """An input that is no state with messages is told what to give."""
        with pytest.raises(
            ConfigurationError, match=r"no messages for 'code_agent'.*give its state the key `messages`"
        ):
            scripted("x").invoke(given)

    def test_parent_without_messages(self, scripted):
        """In a parent whose state has no messages, the same."""
        graph = StateGraph(TypedDict("Parent", {"text": str}))
        graph.add_node("clerk", scripted("x", name="clerk"))
        graph.add_edge(START, "clerk")
        with pytest.raises(ConfigurationError, match=r"no messages for 'clerk' \(given: text\)"):
            graph.compile().invoke({"text": "x"})


class TestThread:
    @pytest.mark.parametrize(
        "config",
        [None, {}, {"configurable": {"thread_id": None}}, {"configurable": {"checkpoint_id": "1"}}, {"tags": ["x"]}],
        ids=["none", "empty", "null", "checkpoint", "tags"],
    )
    async def test_missing(self, scripted, config):
        """With a checkpointer and without a thread, a run is told what to give."""
        agent = scripted("x", checkpointer=InMemorySaver())
        problem = r'no thread for the run of .code_agent.*\{"configurable": \{"thread_id": "1"\}\}'
        with pytest.raises(ConfigurationError, match=problem):
            agent.invoke(asked(), config)
        with pytest.raises(ConfigurationError, match=problem):
            await agent.ainvoke(asked(), config)

    @pytest.mark.parametrize("config", [CONFIG, {"thread_id": "t"}], ids=["configurable", "plain"])
    def test_given(self, scripted, config):
        """It is found where LangGraph finds it, bound to the agent, too."""
        agent = scripted("x", "y", checkpointer=InMemorySaver())
        assert agent.invoke(asked(), config)["messages"][-1].text == "x"
        assert agent.with_config(config).invoke(asked(), {"tags": ["x"]})["messages"][-1].text == "y"

    @pytest.mark.parametrize("checkpointer", [None, False])
    def test_not_needed(self, scripted, checkpointer):
        """Without a checkpointer there is no thread to name, also where the server lends one to an agent without."""
        agent = scripted("x", checkpointer=checkpointer)
        assert agent.invoke(asked(), {"configurable": {"other": 1}})["messages"][-1].text == "x"

    @pytest.mark.parametrize("checkpointer", [None, False, True, InMemorySaver()], ids=["none", "no", "own", "saver"])
    @pytest.mark.parametrize("config", [None, {"configurable": {"other": 1}}], ids=["inherited", "refined"])
    def test_within_a_graph(self, scripted, checkpointer, config):
        """Called in a node, an agent has the thread of the graph around it."""
        agent = scripted("x", name="clerk", checkpointer=checkpointer)
        graph = StateGraph(MessagesState)
        graph.add_node("clerk", lambda state: {"messages": agent.invoke(state, config)["messages"][-1:]})
        graph.add_edge(START, "clerk")
        assert graph.compile(checkpointer=InMemorySaver()).invoke(asked(), CONFIG)["messages"][-1].text == "x"

    def test_apart_from_the_graph(self, scripted):
        """A call that says itself where its checkpoints are gets no thread from the graph around it."""
        agent = scripted("x", name="clerk", checkpointer=InMemorySaver())
        graph = StateGraph(MessagesState)
        graph.add_node("clerk", lambda state: agent.invoke(state, {"configurable": {"checkpoint_id": "1"}}))
        graph.add_edge(START, "clerk")
        with pytest.raises(ConfigurationError, match="no thread for the run of 'clerk'"):
            graph.compile(checkpointer=InMemorySaver()).invoke(asked(), CONFIG)

    def test_graph_without_a_checkpointer(self, scripted):
        """In a graph that stores nothing, an agent without a checkpointer needs no thread."""
        graph = StateGraph(MessagesState)
        graph.add_node("clerk", scripted("x", name="clerk"))
        graph.add_edge(START, "clerk")
        assert graph.compile().invoke(asked())["messages"][-1].text == "x"


class TestSize:
    def test_megabyte(self, scripted, tmp_path):
        """A task of a megabyte is taken, and stored once, not with each step."""
        task = "word " * 200_000
        with SqliteSaver.from_conn_string(str(tmp_path / "c.sqlite")) as saver:
            replies = [block("print(1)")] * 5 + [block("final_answer(1)")]
            agent = scripted(*replies, checkpointer=saver)
            assert agent.invoke(asked(task), CONFIG)["structured_response"] == 1
        assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 3.5 * len(task)

    def test_too_large_for_the_model(self):
        """One that cannot fit into what the model takes is told to be a file."""
        model = ScriptedModel(["x"], profile={"max_input_tokens": 100_000})
        with pytest.raises(
            ConfigurationError, match=r"1,000,000 characters.*takes 100,000 tokens; put the data in a file"
        ):
            create_code_agent(model).invoke(asked("word " * 200_000))
        assert not model.prompts


class TestImages:
    def test_to_a_text_model(self):
        """A model that takes no images is not called with one; the thread does not keep it."""
        model = ScriptedModel(["Hello."], profile={"image_inputs": False})
        agent = create_code_agent(model, checkpointer=InMemorySaver())
        with pytest.raises(ConfigurationError, match="hold an image, and its model takes none; use a model that does"):
            agent.invoke({"messages": [PICTURE]}, CONFIG)
        assert not model.prompts
        assert agent.invoke(asked(), CONFIG)["messages"][-1].text == "Hello."

    @pytest.mark.parametrize("profile", [None, {}, {"image_inputs": True}], ids=str)
    def test_to_others(self, profile):
        """A model that takes them, or of which nobody knows, gets the image as it is."""
        model = ScriptedModel(["A hat."], profile=profile)
        create_code_agent(model).invoke({"messages": [PICTURE]})
        assert model.prompts[0][-1].content[1]["type"] == "image"
