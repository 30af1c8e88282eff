"""What the model is shown begins as it began before: step by step, turn by turn, whoever edits the conversation."""

from itertools import pairwise

import pytest
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage
from langchain_core.messages.utils import count_tokens_approximately
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.message import REMOVE_ALL_MESSAGES
from langgraph.types import Command

from codenode import Budget, Memory, create_code_agent
from codenode.prompts.render import METADATA
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code

CONFIG = {"configurable": {"thread_id": "t"}}


def asked(text, **more):
    """Return the input of a turn."""
    return {"messages": [HumanMessage(text, **more)]}


def agent_of(model, tools=(), **settings):
    """Return an agent with a checkpointer."""
    return create_code_agent(model, tools, **{"checkpointer": InMemorySaver(), **settings})


def texts(prompt):
    """Return the prompt as a model is sent it."""
    return [(message.type, message.content) for message in prompt]


def begins(prompts):
    """Say whether each prompt begins with the whole of the one before."""
    shown = [texts(prompt) for prompt in prompts]
    return all(later[: len(earlier)] == earlier for earlier, later in pairwise(shown))


class TestPrefix:
    @pytest.mark.parametrize("style", ["large", "small"])
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_thirty_steps(self, style, driver):
        """Each prompt of thirty steps in three turns begins with the whole prompt before it."""
        replies = []
        for turn in range(3):
            replies += [code(f"x{turn} = {n}\nprint({n})", "I count.") for n in range(9)]
            replies += [code("raise ValueError('no')"), code("final_answer({'a': 1})")]
        model = ScriptedModel(replies, metadata={METADATA: style})
        agent = agent_of(model, memory=Memory(max_tokens=50_000))
        for task in ("one", "two", "three"):
            if driver == "sync":
                agent.invoke(asked(task), CONFIG)
            else:
                await agent.ainvoke(asked(task), CONFIG)
        assert len(model.prompts) == 33
        assert begins(model.prompts)

    def test_between_question_and_answer(self):
        """The steps of a turn stand between its question and its answer, and what came of it once."""
        model = ScriptedModel([code("final_answer([1])"), "Four."])
        agent = agent_of(model)
        agent.invoke(asked("one"), CONFIG)
        agent.invoke(asked("two"), CONFIG)
        assert texts(model.prompts[1])[1:] == [
            ("human", "one"), ("ai", "```python\nfinal_answer([1])\n```"),
            ("human", "Observation:\n(that was the answer)"), ("ai", "[1]"), ("human", "two"),
        ]  # fmt: skip

    def test_no_answer(self):
        """A turn that was cut off leaves its steps; the thread goes on."""
        model = ScriptedModel([code("x = 1"), ValueError("broken"), code("final_answer(x + 1)")])
        agent = agent_of(model)
        with pytest.raises(ValueError, match="broken"):
            agent.invoke(asked("one"), CONFIG)
        assert agent.invoke(asked("two"), CONFIG)["structured_response"] == 2
        assert [kind for kind, _ in texts(model.prompts[2])] == ["system", "human", "ai", "human", "human"]

    def test_message_in_between(self):
        """A message that a tool put into the conversation stays where it came."""

        def note(text: str) -> Command:
            """Note."""
            return Command(update={"messages": [HumanMessage(f"noted {text}", id="n")]})

        model = ScriptedModel([code("x = 1"), code("note('a')"), code("x"), code("final_answer(x)")])
        agent_of(model, [note]).invoke(asked("one"), CONFIG)
        assert begins(model.prompts)
        assert texts(model.prompts[3])[6] == ("human", "noted a")

    def test_run_alone(self):
        """With persist="run" a turn has the messages before, and no step."""
        model = ScriptedModel([code("x = 1\nfinal_answer(1)"), code("x"), "Gone."])
        agent = agent_of(model, memory=Memory(persist="run"))
        agent.invoke(asked("one"), CONFIG)
        agent.invoke(asked("two"), CONFIG)
        assert texts(model.prompts[1])[1:] == [("human", "one"), ("ai", "1"), ("human", "two")]
        assert "NameError" in model.prompts[2][-1].content


class TestAfresh:
    def test_across_turns(self):
        """A small model that repeats itself is asked again with each useful step once, in its place."""
        loop = [code("a = 1"), code("b = 2"), code("a = 1"), code("b = 2"), code("b = 2"), code("final_answer(b)")]
        model = ScriptedModel([code("final_answer(0)"), *loop, code("final_answer(a)")], metadata={METADATA: "small"})
        agent = agent_of(model)
        agent.invoke(asked("one"), CONFIG)
        assert agent.invoke(asked("two"), CONFIG)["structured_response"] == 2
        again = [prompt for prompt in model.prompts if "Do not run the same code again" in prompt[-1].content]
        kinds = [message.type for message in again[-1]]
        assert all(kind != following for kind, following in pairwise(kinds))


class TestAnswer:
    def test_of_this_run(self):
        """An answer in prose is not mistaken for the last turn's value, nor an old result for a new one."""
        model = ScriptedModel([code("final_answer((1, 2))"), "Done."])
        agent = agent_of(model)
        agent.invoke(asked("one"), CONFIG)
        assert agent.invoke(asked("two"), CONFIG)["messages"][-1].text == "Done."

    def test_budget(self):
        """A run over budget reports what it found, not what an earlier turn did; the budget is the run's."""
        model = ScriptedModel([code("print('old')\nfinal_answer(1)"), *[code("x = 1")] * 4])
        agent = agent_of(model, budget=Budget(steps=2))
        agent.invoke(asked("one"), CONFIG)
        last = agent.invoke(asked("two"), CONFIG)
        assert "old" not in last["messages"][-1].text
        assert last["messages"][-1].response_metadata["codenode"]["usage"]["steps"] == 2


class TestEdited:
    def test_removed(self):
        """Steps whose message was taken out are not shown; their variables are, and are there."""
        model = ScriptedModel([code("rows = [1, 2]\nfinal_answer(2)"), code("final_answer(rows)")])
        agent = agent_of(model)
        agent.invoke(asked("one", id="m1"), CONFIG)
        agent.update_state(CONFIG, {"messages": [RemoveMessage(id="m1")]}, as_node="finish")
        assert agent.invoke(asked("two"), CONFIG)["structured_response"] == [1, 2]
        assert texts(model.prompts[1])[1:] == [
            ("ai", "2"), ("human", "two\n\n[Of earlier work. Variables: rows: list of 2]"),
        ]  # fmt: skip

    def test_the_answer(self):
        """An answer has an id from the start, by which it can be taken out."""
        agent = agent_of(ScriptedModel(["One.", "Two."]))
        given = agent.invoke(asked("one"), CONFIG)["messages"][-1].id
        agent.update_state(CONFIG, {"messages": [RemoveMessage(id=given)]}, as_node="finish")
        last = agent.invoke(asked("two"), CONFIG)
        assert [message.text for message in last["messages"]] == ["one", "two", "Two."]

    @pytest.mark.parametrize("nested", [None, True])
    def test_by_the_parent(self, nested):
        """A parent graph that replaces the conversation by a summary of it breaks nothing."""
        model = ScriptedModel([code("x = 1\nfinal_answer(x)"), code("y = 2"), code("final_answer(y)")])
        agent = create_code_agent(model, name="inner", checkpointer=nested)

        def condense(state):
            return {"messages": [RemoveMessage(id=REMOVE_ALL_MESSAGES), AIMessage("They talked.")]}

        graph = StateGraph(MessagesState)
        graph.add_node("inner", agent)
        graph.add_node("condense", condense)
        graph.add_edge(START, "inner")
        graph.add_edge("inner", "condense")
        graph.add_edge("condense", END)
        parent = graph.compile(checkpointer=InMemorySaver())
        parent.invoke(asked("one"), CONFIG)
        parent.invoke(asked("two"), CONFIG)
        shown = texts(model.prompts[2])[1:]
        assert (
            "human",
            "Observation:\n(the code ran and printed nothing; print what you need, or call final_answer)",
        ) in shown

    def test_blocks(self):
        """A user's message in blocks keeps them; what the node adds becomes a block."""
        model = ScriptedModel([code("final_answer(1)")], metadata={METADATA: "small"})
        picture = {"type": "image", "base64": "AAAA", "mime_type": "image/png"}
        agent_of(model).invoke({"messages": [HumanMessage([{"type": "text", "text": "see"}, picture])]}, CONFIG)
        assert model.prompts[0][-1].content == [
            {"type": "text", "text": "Next task:"}, {"type": "text", "text": "see"}, picture,
        ]  # fmt: skip


class TestLarge:
    def told(self, source, **settings):
        """Return what the model is told of an action."""
        model = ScriptedModel([code(source), "Done."])
        agent_of(model, memory=Memory(output_tokens=300), **settings).invoke(asked("one"), CONFIG)
        assert count_tokens_approximately(model.prompts[1][-1:]) < 700
        return model.prompts[1][-1].content

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("print('x' * 1_000_000)", "characters left out"),
            ("for n in range(200_000): print(n)", "characters not shown"),
            ("'x' * 1_000_000", "[1,000,000 characters]"),
            ("list(range(1_000_000))", "[list of 1,000,000]"),
            ("{n: 'x' * 100 for n in range(20_000)}", "[dict of 20,000]"),
            ("def f(n): return f(n + 1)\nf(0)", "RecursionError"),
        ],
    )
    def test_values(self, source, said):
        """Whatever an action shows fits, and says that it is a part."""
        assert said in self.told(source)

    def test_frames(self):
        """A frame and an array of a million are shown by head, shape and types; the variable has it all."""
        pytest.importorskip("pandas")
        source = "import numpy as np, pandas as pd\ndf = pd.DataFrame({'a': np.arange(1_000_000), 'b': 0.5})\n"
        imports = {"imports": ["numpy", "pandas"]}
        assert "[DataFrame (1000000, 2); columns: a int64, b float64]" in self.told(source + "df", **imports)
        assert "[ndarray (1000000,) float64]" in self.told(source + "df['b'].to_numpy()", **imports)
        agent = agent_of(ScriptedModel([code(source), code("final_answer(len(df))")]), **imports)
        assert agent.invoke(asked("one"), CONFIG)["structured_response"] == 1_000_000
        assert {"name": "df", "type": "DataFrame", "shape": "(1000000, 2)"} in agent.get_state(CONFIG).values["steps"][
            0
        ]["observation"]["variables"]


class TestPictures:
    @pytest.mark.parametrize("takes", [True, False])
    def test_once(self, takes):
        """A figure is in one turn of a prompt, and in none for a model that takes no images."""
        pytest.importorskip("matplotlib")
        draw = code("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
        model = ScriptedModel([draw, code("x = 1"), code("final_answer(x)"), "Bye."], profile={"image_inputs": takes})
        agent = agent_of(model, imports=["matplotlib"])
        agent.invoke(asked("one"), CONFIG)
        agent.invoke(asked("two"), CONFIG)
        for prompt in model.prompts[1:]:
            blocks = [block for message in prompt if isinstance(message.content, list) for block in message.content]
            assert [block["type"] for block in blocks] == (["text", "image"] if takes else [])
        assert begins(model.prompts)
