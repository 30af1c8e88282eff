"""Somebody is asked inside running code; each answer reaches the call it was given for, and no other."""

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import Command

from codenode import CodeNode, ConfigurationError, MemoryJournal, Policy
from codenode.testing.scripted_model import code

LOOP = """
results = []
for order in (1, 2, 3):
    amount = look(order)
    print('order', order)
    try:
        results.append(refund(order, amount))
    except PermissionError as error:
        results.append(str(error))
final_answer(results)
"""
CONFIG = {"configurable": {"thread_id": "t"}}
ASKED = {"messages": [("user", "refund them")]}
APPROVE = {"decisions": [{"type": "approve"}]}


class Ledger:
    """Tools, and what they really did."""

    def __init__(self):
        self.done = []

    def tools(self):
        """Return the tools."""

        def look(order: int) -> int:
            """Look up what an order cost."""
            self.done.append(("look", order))
            return order * 10

        def refund(order: int, amount: int) -> str:
            """Pay an order back."""
            self.done.append(("refund", order, amount))
            return f"{order}: {amount} back"

        return [look, refund]

    @property
    def refunds(self):
        """What was paid."""
        return [entry for entry in self.done if entry[0] == "refund"]


@pytest.fixture
def ledger():
    """The tools of a test."""
    return Ledger()


def request_of(state):
    """Return what a paused run asks."""
    return state["__interrupt__"][0].value


def labelled(request, *decisions):
    """Answer a request by its id."""
    return Command(resume={"approval_id": request["approval_id"], "decisions": list(decisions)})


def built(scripted, ledger, source=LOOP, **settings):
    """An agent that asks for refunds."""
    settings.setdefault("policy", Policy(ask=["refund"]))
    return scripted(code(source), tools=ledger.tools(), checkpointer=InMemorySaver(), **settings)


class TestLoop:
    def test_each_its_own(self, scripted, ledger):
        """Edit, reject and approve inside a loop reach their own calls; what was done before is not done again."""
        agent = built(scripted, ledger)
        first = request_of(agent.invoke(ASKED, CONFIG))
        edit = {"type": "edit", "edited_action": {"name": "refund", "args": {"order": 1, "amount": 5}}}
        second = request_of(agent.invoke(labelled(first, edit), CONFIG))
        third = request_of(agent.invoke(labelled(second, {"type": "reject", "message": "no"}), CONFIG))
        last = agent.invoke(labelled(third, {"type": "approve"}), CONFIG)
        assert last["structured_response"] == ["1: 5 back", "refund() was rejected: no", "3: 30 back"]
        assert ledger.done == [("look", 1), ("refund", 1, 5), ("look", 2), ("look", 3), ("refund", 3, 30)]

    def test_standard_answer(self, scripted, ledger):
        """The answer of LangChain's own interfaces, which carries no id, is taken."""
        agent = built(scripted, ledger)
        state = agent.invoke(ASKED, CONFIG)
        while "__interrupt__" in state:
            assert request_of(state)["review_configs"][0]["action_name"] == "refund"
            state = agent.invoke(Command(resume=APPROVE), CONFIG)
        assert len(ledger.refunds) == 3

    async def test_async(self, scripted, ledger):
        """All of it on the event loop."""
        agent = built(scripted, ledger)
        state = await agent.ainvoke(ASKED, CONFIG)
        while "__interrupt__" in state:
            state = await agent.ainvoke(labelled(request_of(state), {"type": "approve"}), CONFIG)
        assert ledger.done == [(name, *rest) for o in (1, 2, 3) for name, *rest in (("look", o), ("refund", o, o * 10))]

    def test_respond(self, scripted, ledger):
        """A response becomes the call's result; the tool does not run."""
        agent = built(scripted, ledger, "final_answer(refund(1, 10))")
        request = request_of(agent.invoke(ASKED, CONFIG))
        state = agent.invoke(labelled(request, {"type": "respond", "message": "paid by hand"}), CONFIG)
        assert (state["structured_response"], ledger.refunds) == ("paid by hand", [])

    def test_not_streamed_twice(self, scripted, ledger):
        """What was printed before the pause is not streamed again after it."""
        agent = built(scripted, ledger)
        told = []
        given = ASKED
        while given:
            state = {}
            for mode, chunk in agent.stream(given, CONFIG, stream_mode=["custom", "values"]):
                told += [chunk] if mode == "custom" else []
                state = state if mode == "custom" else chunk
            given = labelled(request_of(state), {"type": "approve"}) if "__interrupt__" in state else None
        assert "".join(event["text"] for event in told if event["type"] == "output") == "order 1\norder 2\norder 3\n"
        returned = [event["id"] for event in told if event["type"] == "return"]
        assert len(returned) == len(set(returned)) == 6


class TestWrongAnswers:
    def test_double_click(self, scripted, ledger):
        """The same answer sent twice approves one call, and the second is asked for again."""
        agent = built(scripted, ledger)
        answer = labelled(request_of(agent.invoke(ASKED, CONFIG)), {"type": "approve"})
        agent.invoke(answer, CONFIG)
        state = agent.invoke(answer, CONFIG)
        assert request_of(state)["problem"] == "the answer is for another request"
        assert ledger.refunds == [("refund", 1, 10)]

    def test_stale_then_right(self, scripted, ledger):
        """After a stale answer the right one is taken, and later calls still take theirs."""
        agent = built(scripted, ledger)
        first = request_of(agent.invoke(ASKED, CONFIG))
        agent.invoke(Command(resume={"type": "approve", "approval_id": "stale"}), CONFIG)
        state = agent.invoke(labelled(first, {"type": "approve"}), CONFIG)
        while "__interrupt__" in state:
            state = agent.invoke(labelled(request_of(state), {"type": "approve"}), CONFIG)
        assert ledger.refunds == [("refund", 1, 10), ("refund", 2, 20), ("refund", 3, 30)]

    def test_other_arguments(self, scripted, ledger):
        """An answer that names other arguments is for another call."""
        agent = built(scripted, ledger)
        agent.invoke(ASKED, CONFIG)
        state = agent.invoke(Command(resume={"type": "approve", "arguments_hash": "0" * 32}), CONFIG)
        assert "arguments_hash differs" in request_of(state)["problem"]
        assert ledger.refunds == []

    @pytest.mark.parametrize(
        ("answer", "problem"),
        [
            ("yes", "an answer is"),
            ({"decisions": []}, "1 decisions were asked for, 0 given"),
            ({"type": "maybe"}, "give one of approve, edit, reject, respond"),
            ({"type": "edit"}, "an edit needs edited_action"),
            ({"type": "edit", "edited_action": {"name": "look", "args": {}}}, "not the tool"),
            ({"type": "edit", "edited_action": {"name": "refund", "args": {"order": 1}}}, "misses amount"),
            ({"type": "edit", "edited_action": {"name": "refund", "args": {"order": "x", "amount": 1}}}, "order"),
            ({"type": "respond"}, "a response needs a message"),
        ],
    )
    def test_malformed(self, scripted, ledger, answer, problem):
        """An answer that says nothing is asked for again, with what is wrong."""
        agent = built(scripted, ledger)
        agent.invoke(ASKED, CONFIG)
        assert problem in request_of(agent.invoke(Command(resume=answer), CONFIG))["problem"]

    def test_labels_required(self, scripted, ledger):
        """With `labelled=True` an answer without an id is asked for again."""
        agent = built(scripted, ledger, policy=Policy(ask=["refund"], labelled=True))
        agent.invoke(ASKED, CONFIG)
        assert "approval_id" in request_of(agent.invoke(Command(resume=APPROVE), CONFIG))["problem"]


class TestPolicy:
    def test_denied(self, scripted, ledger):
        """A denied call is a PermissionError in the code, which may go on."""
        agent = built(scripted, ledger, policy=Policy(deny=["refund"]))
        last = agent.invoke(ASKED, CONFIG)
        assert last["structured_response"][0] == "refund() is not allowed by the policy of this run"
        assert ledger.refunds == []

    def test_edit_is_checked_anew(self, scripted, ledger):
        """An edit cannot lead to a call that the policy denies."""
        policy = Policy(ask=["refund"], deny={"refund": lambda arguments: arguments["amount"] > 100})
        agent = built(scripted, ledger, policy=policy)
        request = request_of(agent.invoke(ASKED, CONFIG))
        edit = {"type": "edit", "edited_action": {"name": "refund", "args": {"order": 1, "amount": 900}}}
        agent.invoke(labelled(request, edit), CONFIG)
        assert ledger.refunds == []

    def test_remembered(self, scripted, ledger):
        """A tool that somebody allowed for the thread is not asked about again, in a later run neither."""
        agent = scripted(
            code(LOOP), code("final_answer(refund(9, 9))"), tools=ledger.tools(), checkpointer=InMemorySaver(),
            policy=Policy(ask=["refund"]),
        )  # fmt: skip
        request = request_of(agent.invoke(ASKED, CONFIG))
        state = agent.invoke(labelled(request, {"type": "approve", "remember": True}), CONFIG)
        assert len(state["structured_response"]) == 3
        assert agent.invoke(ASKED, CONFIG)["structured_response"] == "9: 9 back"

    @pytest.mark.parametrize("keeps", [None, True], ids=["stateless", "stateful"])
    async def test_remembered_within(self, scripted, ledger, keeps):
        """Within another graph, too: from the agent's state, or where it has none between turns, from its journal."""
        agent = scripted(
            code(LOOP), *[code("final_answer(refund(9, 9))")] * 2, tools=ledger.tools(), checkpointer=keeps,
            policy=Policy(ask=["refund"]), name="clerk",
        )  # fmt: skip
        graph = StateGraph(MessagesState).add_node("clerk", agent).add_edge(START, "clerk")
        graph = graph.compile(checkpointer=InMemorySaver())
        request = request_of(graph.invoke(ASKED, CONFIG))
        assert "__interrupt__" not in graph.invoke(labelled(request, {"type": "approve", "remember": True}), CONFIG)
        assert graph.invoke(ASKED, CONFIG)["messages"][-1].text == "9: 9 back"
        assert (await graph.ainvoke(ASKED, CONFIG))["messages"][-1].text == "9: 9 back"

    def test_remembered_by_a_node(self, ledger, tmp_path):
        """A `CodeNode` finds it in a lasting journal, also one made anew."""
        saver = InMemorySaver()

        def graph():
            node = CodeNode(ledger.tools(), policy=Policy(ask=["refund"]), journal=tmp_path / "journal.sqlite")
            return StateGraph(MessagesState).add_node("c", node).add_edge(START, "c").compile(checkpointer=saver)

        request = request_of(graph().invoke({"messages": [("ai", code("refund(1, 1)"))]}, CONFIG))
        graph().invoke(labelled(request, {"type": "approve", "remember": True}), CONFIG)
        assert "__interrupt__" not in graph().invoke({"messages": [("ai", code("refund(2, 2)"))]}, CONFIG)
        assert ledger.refunds == [("refund", 1, 1), ("refund", 2, 2)]

    def test_remembered_of_whom(self, scripted, ledger):
        """What is allowed for one agent, and one thread, is not for another one."""
        journal, policy = MemoryJournal(), Policy(ask=["refund"])
        made = [
            scripted(
                *[code("final_answer(refund(9, 9))")] * 3, tools=ledger.tools(), name=name, policy=policy,
                journal=journal,
            )
            for name in ("clerk", "chief")
        ]  # fmt: skip
        clerk, chief = (
            StateGraph(MessagesState).add_node("a", one).add_edge(START, "a").compile(checkpointer=InMemorySaver())
            for one in made
        )
        request = request_of(clerk.invoke(ASKED, CONFIG))
        clerk.invoke(labelled(request, {"type": "approve", "remember": True}), CONFIG)
        assert "__interrupt__" in chief.invoke(ASKED, CONFIG)
        assert "__interrupt__" in clerk.invoke(ASKED, {"configurable": {"thread_id": "other"}})

    def test_whole_action(self, scripted, ledger):
        """Somebody may be asked about an action's code, and put other code in its place."""
        agent = built(scripted, ledger, policy=Policy(ask_code=True))
        request = request_of(agent.invoke(ASKED, CONFIG))
        assert request["action_requests"][0]["args"] == {"code": LOOP.strip()}
        edit = {"type": "edit", "edited_action": {"name": "python", "args": {"code": "final_answer('short')"}}}
        assert agent.invoke(labelled(request, edit), CONFIG)["structured_response"] == "short"
        assert ledger.done == []

    def test_whole_action_asked_once(self, scripted, ledger):
        """An action that is asked about, and pauses again, is recorded as one question."""
        agent = built(scripted, ledger, policy=Policy(ask_code=True, ask=["refund"]))
        state = agent.invoke(ASKED, CONFIG)
        while "__interrupt__" in state:
            state = agent.invoke(labelled(request_of(state), {"type": "approve"}), CONFIG)
        (entries,) = agent.journal.read("t").values()
        assert [entry["call"] for entry in entries if entry["kind"] == "asked"] == [0, 2, 4, 6]

    def test_whole_action_rejected(self, scripted, ledger):
        """Code that was rejected is told to the model, which may write other code."""
        agent = scripted(
            code(LOOP), "I leave it.", tools=ledger.tools(), checkpointer=InMemorySaver(),
            policy=Policy(ask_code=lambda source: "refund" in source),
        )  # fmt: skip
        request = request_of(agent.invoke(ASKED, CONFIG))
        last = agent.invoke(labelled(request, {"type": "reject", "message": "too much"}), CONFIG)
        steps = agent.get_state(CONFIG).values["steps"]
        assert "rejected it: too much" in steps[0]["observation"]["fault"]["message"]
        assert last["messages"][-1].content == "I leave it."

    def test_without_checkpointer(self, scripted, ledger):
        """A policy that asks is refused where no run could wait."""
        agent = scripted(code(LOOP), tools=ledger.tools(), policy=Policy(ask=["refund"]))
        with pytest.raises(ConfigurationError, match="a checkpointer"):
            agent.invoke(ASKED)

    def test_unknown_tool(self, scripted, ledger):
        """A rule for a tool the agent has not is refused when the agent is made."""
        with pytest.raises(ConfigurationError, match="names no tool"):
            built(scripted, ledger, policy=Policy(ask=["pay"]))


GATHER = """
import asyncio

async def one(order):
    try:
        return await refund(order, await look(order))
    except BaseException as error:
        return str(error)

results = await asyncio.gather(*[one(order) for order in (1, 2, 3)])
print(results)
final_answer(results)
"""


class TestTogether:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_one_request(self, scripted, ledger, driver):
        """Calls that run together are asked about together; each gets its own decision."""
        agent = built(scripted, ledger, GATHER)
        state = agent.invoke(ASKED, CONFIG) if driver == "sync" else await agent.ainvoke(ASKED, CONFIG)
        request = request_of(state)
        assert [action["args"]["order"] for action in request["action_requests"]] == [1, 2, 3]
        edit = {"type": "edit", "edited_action": {"name": "refund", "args": {"order": 1, "amount": 5}}}
        answer = labelled(request, edit, {"type": "reject", "message": "no"}, {"type": "approve"})
        last = agent.invoke(answer, CONFIG) if driver == "sync" else await agent.ainvoke(answer, CONFIG)
        assert last["structured_response"] == ["1: 5 back", "refund() was rejected: no", "3: 30 back"]
        assert sorted(ledger.done) == [("look", 1), ("look", 2), ("look", 3), ("refund", 1, 5), ("refund", 3, 30)]

    def test_others_end_first(self, scripted, ledger):
        """Calls of the same moment that need no approval have ended before somebody is asked, and are made once."""
        source = "import asyncio\nfinal_answer(await asyncio.gather(look(1), refund(2, 3), look(4)))"
        agent = built(scripted, ledger, source)
        request = request_of(agent.invoke(ASKED, CONFIG))
        assert sorted(ledger.done) == [("look", 1), ("look", 4)]
        last = agent.invoke(labelled(request, {"type": "approve"}), CONFIG)
        assert (last["structured_response"], len(ledger.done)) == ([10, "2: 3 back", 40], 3)


class TestTold:
    def test_no_hint(self, scripted):
        """A call that is denied is not to be tried again: the model is not told to."""
        agent = scripted(code("double(1)"), "I may not.", policy=Policy(deny=["double"]))
        (step,) = [chunk["act"]["steps"][0] for chunk in agent.stream(ASKED, stream_mode="updates") if "act" in chunk]
        assert (step["observation"]["fault"]["type"], step["observation"]["fault"]["hint"]) == ("PermissionError", "")
