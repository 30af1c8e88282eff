"""A rule of a policy judges what the tool would get, however the code writes it."""

import pytest
from langchain_core.messages import AIMessage
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from pydantic import BaseModel
from sample import asked, block

from codenode import CodeNode, Policy, create_code_agent
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
WRITTEN = ["17", "'17'", "' 17 '", "17.0", "b'17'", "True + 16"]


class Order(BaseModel):
    """What is paid back."""

    number: int
    to: str = "bank"


@pytest.fixture
def ledger():
    """What was paid back."""
    return []


@pytest.fixture
def tools(ledger):
    """Tools with an effect."""

    def refund(order: int, to: str = "bank") -> str:
        """Pay back."""
        ledger.append((order, to))
        return "done"

    def settle(order: Order) -> str:
        """Pay back."""
        ledger.append(order)
        return "done"

    return [refund, settle]


def run(tools, call, **policy):
    """Return what comes of a call."""
    source = (
        f"try:\n    final_answer({call})\nexcept (PermissionError, TypeError) as error:\n    final_answer(str(error))"
    )
    agent = create_code_agent(
        ScriptedModel([block(source)]), tools, policy=Policy(**policy), checkpointer=InMemorySaver()
    )
    return agent, agent.invoke(asked(), CONFIG)


class TestPredicates:
    @pytest.mark.parametrize("written", WRITTEN)
    def test_denied(self, tools, ledger, written):
        """No way to write a number passes a rule for it."""
        _, result = run(tools, f"refund({written})", deny={"refund": lambda given: given["order"] == 17})
        assert "not allowed" in result["structured_response"] or "valid integer" in result["structured_response"]
        assert ledger == []

    @pytest.mark.parametrize("written", WRITTEN)
    def test_asked(self, tools, ledger, written):
        """Nor a rule to ask."""
        _, result = run(tools, f"refund({written})", ask={"refund": lambda given: given["order"] in {17, 18}})
        assert "__interrupt__" in result or "valid integer" in result["structured_response"]
        assert ledger == []

    @pytest.mark.parametrize("call", ["settle({'number': '17'})", "settle(order={'number': 17, 'to': 'x'})"])
    def test_models(self, tools, ledger, call):
        """A model is judged as a dict of its fields."""
        run(tools, call, deny={"settle": lambda given: given["order"]["number"] == 17})
        assert ledger == []

    def test_defaults(self, tools, ledger):
        """What the code leaves out has its default."""
        run(tools, "refund(3)", deny={"refund": lambda given: given["to"] == "bank"})
        run(tools, "refund(3, 'x')", deny={"refund": lambda given: given["to"] == "bank"})
        assert ledger == [(3, "x")]

    def test_edited(self, tools, ledger):
        """An edit is judged in the same way."""
        rules = {"ask": ["refund"], "deny": {"refund": lambda given: given["order"] == 666}}
        agent, _ = run(tools, "refund(1)", **rules)
        edit = {"type": "edit", "edited_action": {"name": "refund", "args": {"order": "666"}}}
        result = agent.invoke(Command(resume=edit), CONFIG)
        assert (result["structured_response"], ledger) == (
            "refund() is not allowed with the edited arguments", []
        )  # fmt: skip

    def test_in_a_node(self, tools, ledger):
        """Code of other agents is no exception."""
        node = CodeNode(tools, policy=Policy(deny={"refund": lambda given: given["order"] == 17}))
        node.invoke({"messages": [AIMessage(block("refund('17')"))]})
        assert ledger == []
