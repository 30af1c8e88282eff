"""An agent that hands over keeps the step that did so: when the conversation comes back, it knows what it did."""

import operator
from functools import partial
from typing import Annotated

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, Send
from sample import QUICK, asked
from typing_extensions import TypedDict

from codenode import Memory, Policy, create_code_agent, create_handoff_tool, idempotent
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code

CONFIG = {"configurable": {"thread_id": "t"}}
INSIDE = {"configurable": {"thread_id": "t", "checkpoint_ns": "front"}}
OVER = "x = pay(5)\ntransfer_to_back('go on')"


class Cut(BaseException):
    """Stands for what ends a process."""


class Cutting(InMemorySaver):
    """A saver that fails once where a run hands over: the checkpoint of its step is not stored."""

    cuts = 1

    def put(self, config, checkpoint, metadata, new_versions):
        """Store a checkpoint, or not."""
        if checkpoint["channel_values"].get("handover") and self.cuts:
            self.cuts -= 1
            raise Cut
        return super().put(config, checkpoint, metadata, new_versions)

    async def aput(self, config, checkpoint, metadata, new_versions):
        """Store a checkpoint, or not."""
        return self.put(config, checkpoint, metadata, new_versions)


class Noted(TypedDict):
    """A key of the agent's own."""

    notes: Annotated[list, operator.add]


class Front:
    """An agent that hands over, the graph around it, and what it did."""

    def __init__(self, kind, *sources, tools=(), saver=None, **settings):
        self.kind, self.paid = kind, []
        self.model = ScriptedModel([code(source) for source in sources])

        def pay(amount: int) -> int:
            """Pay."""
            self.paid.append(amount)
            if amount > 100:
                raise ValueError(f"{amount} is too much")
            return amount

        settings = {"checkpointer": True, **settings}
        given = [pay, create_handoff_tool(agent_name="back"), *tools]
        self.agent = create_code_agent(self.model, given, name="front", limits=QUICK, **settings)
        graph = StateGraph(MessagesState)
        graph.add_node("front", self.agent)
        graph.add_node("back", lambda state: {"messages": [("ai", "Back.")]})
        graph.add_edge(START, "front")
        graph.add_edge("back", END)
        self.graph = graph.compile(checkpointer=InMemorySaver() if saver is None else saver)

    async def run(self, given=None, **options):
        """Run the graph; return what was said."""
        if self.kind == "sync":
            state = self.graph.invoke(given, CONFIG, **options)
        else:
            state = await self.graph.ainvoke(given, CONFIG, **options)
        return [message.text for message in state["messages"]]

    @property
    def kept(self):
        """What the agent keeps."""
        return self.graph.get_state(INSIDE).values


@pytest.fixture(params=["sync", "async"])
def front(request):
    """Make one, run by either driver."""
    return partial(Front, request.param)


class TestKept:
    @pytest.mark.parametrize("executor", ["auto", "inprocess"])
    @pytest.mark.parametrize("durability", ["async", "exit"])
    async def test_next_turn(self, front, executor, durability):
        """With `checkpointer=True` the next turn has the variables, and the model sees the step."""
        team = front(OVER, "final_answer(x + 1)", executor=executor)
        first = await team.run(asked(), durability=durability)
        assert first == ["go", "Handing over to back: go on", "Back."]
        last = await team.run(asked("and now?"), durability=durability)
        assert (last[-1], team.paid) == ("6", [5])
        told = "\n".join(message.text for message in team.model.prompts[1])
        assert "x = pay(5)" in told
        assert "[transfer_to_back() ended this action: nothing after the call ran]" in told

    async def test_state(self, front):
        """The step is in the agent's state with its calls, and the turn after it begins with neither."""
        team = front(OVER, "final_answer(x)")
        await team.run(asked())
        assert [call["tool"] for call in team.kept["steps"][0]["calls"]] == ["pay", "transfer_to_back"]
        assert (team.kept["status"], bool(team.kept["snapshot"])) == ("handoff", True)
        await team.run(asked())
        assert (team.kept["status"], team.kept["handover"], len(team.kept["steps"])) == ("final", None, 2)

    async def test_there_and_back(self, front):
        """The same within one turn, when the other agent hands back."""
        team = front(OVER, "final_answer(x + 2)")
        graph = StateGraph(MessagesState)
        graph.add_node("front", team.agent)
        graph.add_node("back", lambda _: Command(goto="front", update={"messages": [("ai", "Yours.")]}))
        graph.add_edge(START, "front")
        team.graph = graph.compile(checkpointer=InMemorySaver())
        assert (await team.run(asked()))[1:] == ["Handing over to back: go on", "Yours.", "7"]

    async def test_own_update(self, front):
        """What another tool of the same action wrote for the agent itself is kept, too."""

        def note(text: str) -> Command:
            """Write a note."""
            return Command(update={"notes": [text]})

        both = "import asyncio\nawait asyncio.gather(note('a'), transfer_to_back('x'))"
        team = front(both, tools=[note], state_schema=Noted)
        assert (await team.run(asked()))[-1] == "Back."
        assert team.kept["notes"] == ["a"]

    async def test_run_alone(self, front):
        """An agent that remembers no turn is not told of the step by its state, but by the conversation."""
        team = front(OVER, "final_answer('done')", memory=Memory(persist="run"))
        first = await team.run(asked())
        assert first[1:3] == ["Before I handed over, I called: pay", "Handing over to back: go on"]


class TestOnce:
    @pytest.mark.parametrize("checkpointer", [True, None])
    async def test_approved(self, front, checkpointer):
        """A hand-over that somebody approves makes the calls before it once."""
        team = front(OVER, policy=Policy(ask=["transfer_to_back"]), checkpointer=checkpointer)
        await team.run(asked())
        assert (await team.run(Command(resume={"type": "approve"})))[-1] == "Back."
        assert team.paid == [5]

    @pytest.mark.parametrize("checkpointer", [True, None])
    async def test_cut_off(self, front, checkpointer):
        """A run that is cut off while its last step is stored hands over when it goes on, and calls nothing again."""
        team = front(OVER, saver=Cutting(), checkpointer=checkpointer)
        with pytest.raises(Cut):
            await team.run(asked(), durability="sync")
        assert (await team.run(None))[-1] == "Back."
        assert team.paid == [5]

    async def test_paused_between(self, front):
        """A run that stands between its last step and the hand-over only hands over."""
        team = front(OVER, interrupt_after=["act"])
        await team.run(asked())
        assert (await team.run(None))[-1] == "Back."
        assert (team.paid, len(team.kept["steps"])) == ([5], 1)


class TestTold:
    async def test_calls(self, front):
        """Where nothing of the agent is kept, the conversation tells of its calls, of all steps of the run."""
        source = "look(1)\ntry:\n    pay(500)\nexcept ValueError:\n    transfer_to_back('x')"

        @idempotent
        def look(order: int) -> int:
            """Look."""
            return order

        team = front("pay(5)\npay(6)", source, tools=[look], checkpointer=None)
        said = await team.run(asked())
        assert said[1] == "Before I handed over, I called: pay x 2, pay (failed)"

    async def test_nothing_done(self, front):
        """Who only hands over says no more."""
        team = front("transfer_to_back('x')", checkpointer=None)
        assert await team.run(asked()) == ["go", "Handing over to back: x", "Back."]

    async def test_own_command(self, front):
        """Any command to the graph around is followed: by `Send`, and without messages of its own."""

        def leave() -> Command:
            """Leave."""
            return Command(goto=[Send("back", {"messages": []})], graph=Command.PARENT)

        team = front("pay(5)\nleave()", tools=[leave])
        assert await team.run(asked()) == ["go", "Back."]


class TestNobodyThere:
    @pytest.mark.parametrize("goto", ["bakc", ["back", "bakc"], Send("bakc", {})], ids=str)
    async def test_unknown_node(self, front, goto):
        """A hand-over to a node that the graph around has not is an error in the code, which names those it has."""

        def leave() -> Command:
            """Leave."""
            return Command(goto=goto, graph=Command.PARENT)

        source = "try:\n    leave()\nexcept RuntimeError as error:\n    final_answer(str(error))"
        said = await front(source, tools=[leave]).run(asked())
        assert said[-1] == "there is no node 'bakc' to hand over to; the graph around this agent has back, front"

    async def test_end(self, front):
        """The end of the graph around is there."""

        def leave() -> Command:
            """Leave."""
            return Command(goto=END, graph=Command.PARENT, update={"messages": [("ai", "Enough.")]})

        assert (await front("leave()", tools=[leave]).run(asked()))[-1] == "Enough."
