"""What other agents said reaches a model as theirs, and never as the last word of its own."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from sample import QUICK

from codenode import create_code_agent
from codenode.testing import ScriptedModel

CALL = {"name": "ask", "args": {"about": "tea"}, "id": "c", "type": "tool_call"}


@pytest.fixture
def shown():
    """Return what the model of an agent is shown of a conversation, without the system message."""

    def build(*messages):
        model = ScriptedModel(["Done."])
        create_code_agent(model, name="writer", limits=QUICK).invoke({"messages": list(messages)})
        return [(message.type, message.text) for message in model.prompts[0][1:]]

    return build


class TestQuoting:
    def test_another_agent(self, shown):
        """An answer of another agent is told as from outside, in one message with the task before it."""
        assert shown(HumanMessage("go"), AIMessage("42", name="analyst")) == [("human", "go\n\nanalyst: 42")]

    def test_own(self, shown):
        """Its own answers, and those of nobody, stay the assistant's."""
        told = shown(
            HumanMessage("a"), AIMessage("b", name="writer"), HumanMessage("c"), AIMessage("d"), HumanMessage("e")
        )
        assert [kind for kind, _ in told] == ["human", "ai", "human", "ai", "human"]

    def test_tools(self, shown):
        """Calls of tools that it does not have are text, with their results."""
        called = AIMessage("", name="supervisor", tool_calls=[CALL])
        assert shown(HumanMessage("go"), called, ToolMessage("green", tool_call_id="c", name="ask")) == [
            ("human", "go\n\nsupervisor: [calls ask(about='tea')]\n\nask returned: green")
        ]

    def test_stored_as_it_was(self):
        """The conversation itself is not changed."""
        given = [HumanMessage("go"), AIMessage("42", name="analyst")]
        agent = create_code_agent(ScriptedModel(["Done."]), name="writer", limits=QUICK)
        told = agent.invoke({"messages": given})["messages"]
        assert [(message.type, message.name) for message in told] == [
            ("human", None),
            ("ai", "analyst"),
            ("ai", "writer"),
        ]
