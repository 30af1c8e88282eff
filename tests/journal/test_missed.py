"""An action that runs again and does not come back to its recorded calls: what they did is told, never forgotten."""

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command, interrupt
from sample import asked, block

from codenode import Divergence, JournalError, Policy, create_code_agent
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
APPROVE = Command(resume={"type": "approve"})


@pytest.fixture
def ledger():
    """What was paid."""
    return []


@pytest.fixture
def tools(ledger):
    """A tool with an effect, and one that somebody is asked about."""

    def pay(amount: int) -> str:
        """Pay."""
        ledger.append(amount)
        return f"paid {amount}"

    def confirm(amount: int) -> str:
        """Confirm."""
        return f"confirmed {amount}"

    return [pay, confirm]


async def ran(agent, given, host):
    """Run an agent."""
    return await agent.ainvoke(given, CONFIG) if host == "async" else agent.invoke(given, CONFIG)


def begun(tools, *replies):
    """Return an agent whose first action leaves what no snapshot can keep."""
    script = [block("amounts = (n for n in (17, 18))"), *replies]
    return create_code_agent(ScriptedModel(script), tools, policy=Policy(ask=["confirm"]), checkpointer=InMemorySaver())


@pytest.mark.parametrize("host", ["sync", "async"])
class TestMissed:
    async def test_told(self, tools, ledger, host):
        """A replay that fails before its calls says which of them were made, and how they ended."""
        seen = []

        def last(messages):
            seen.append(messages[-1].text)
            return block("final_answer('told')")

        agent = begun(tools, block("amount = next(amounts)\npay(amount)\nconfirm(amount)"), last)
        await ran(agent, asked(), host)
        result = await ran(agent, APPROVE, host)
        assert (result["structured_response"], ledger) == ("told", [17])
        assert "NameError: name 'amounts' is not defined" in seen[0]
        assert 'pay({"amount":17}) returned "paid 17"' in seen[0]
        (call,) = agent.get_state(CONFIG).values["steps"][1]["calls"]
        assert (call["tool"], call["status"], call["replayed"]) == ("pay", "done", True)

    async def test_another_way(self, tools, ledger, host):
        """One that does not fail, and ends without them, is a divergence."""
        source = "try:\n    amount = next(amounts)\n    pay(amount)\n    confirm(amount)\nexcept NameError:\n    pass"
        agent = begun(tools, block(source))
        await ran(agent, asked(), host)
        with pytest.raises(Divergence, match=r"recorded pay\(.*17.*no such call"):
            await ran(agent, APPROVE, host)
        assert ledger == [17]

    async def test_of_an_agent_within(self, tools, host):
        """What an agent that is a tool cannot replay ends the run: no code goes on as if the call had only failed."""
        saver = InMemorySaver()

        def built(journal):
            inner = create_code_agent(
                ScriptedModel([block("pay(1)\nfinal_answer(confirm(1))")]), tools, name="inner",
                policy=Policy(ask=["confirm"]),
            )  # fmt: skip
            script = [block("try:\n    r = inner('x')\nexcept BaseException:\n    r = inner('x')\nfinal_answer(r)")]
            tool = inner.as_tool(description="Pay.")
            return create_code_agent(ScriptedModel(script), [tool], checkpointer=saver, journal=journal)

        journal = built(None).journal
        await ran(built(journal), asked(), host)
        with pytest.raises(JournalError, match="knows nothing of it"):
            await ran(built(journal), APPROVE, host)


@pytest.mark.parametrize("host", ["sync", "async"])
class TestPausesAtOnce:
    @pytest.mark.parametrize("source", ["await asyncio.gather(ask('p'), ask('q'))", "[ask('p'), ask('q')]"])
    async def test_each_has_its_answers(self, source, host):
        """Tools that pause, twice each, get their own answers, one after the other and together."""

        def ask(name: str) -> str:
            """Ask somebody."""
            return f"{interrupt(name + '1')} {interrupt(name + '2')}"

        agent = create_code_agent(
            ScriptedModel([block(f"import asyncio\nfinal_answer({source})")]), [ask], checkpointer=InMemorySaver()
        )
        result = await ran(agent, asked(), host)
        for question in ("p1", "p2", "q1", "q2"):
            assert [one.value for one in result["__interrupt__"]] == [question]
            result = await ran(agent, Command(resume=f"to {question}"), host)
        assert result["structured_response"] == ["to p1 to p2", "to q1 to q2"]
