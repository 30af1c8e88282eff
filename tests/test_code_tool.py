"""Code acting for agents that call tools: a plain tool, and a middleware of `create_agent`."""

import asyncio
import concurrent.futures.thread
import contextlib
import copy
import faulthandler
import gc
import operator
import subprocess
import sys
import threading
from typing import Annotated

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import InjectedState, ToolNode
from langgraph.types import Command, Send, interrupt
from sample import QUICK, block, double
from typing_extensions import TypedDict

from codenode import CodeNode, ConfigurationError, Policy, ToolError, code_tool, create_handoff_tool
from codenode.pausing import Pausing
from codenode.python_tool import FRESH, KEPT

CONFIG = {"configurable": {"thread_id": "t"}}
APPROVE = Command(resume={"type": "approve"})


class Caller(GenericFakeChatModel):
    """A model that calls tools as the script says."""

    seen: list = []  # noqa: RUF012 - a field of Pydantic's

    def bind_tools(self, tools, **_):
        return self

    def _generate(self, messages, *args, **kwargs):
        self.seen.append(messages)
        return super()._generate(messages, *args, **kwargs)


class Keeper(Caller):
    """A model that keeps the number it is told in a variable, unless there is one."""

    def _generate(self, messages, *args, **kwargs):
        source = f"try:\n    mine\nexcept NameError:\n    mine = {messages[-1].text}\nmine"
        reply = AIMessage("ok") if messages[-1].type == "tool" else calls(source)
        return ChatResult(generations=[ChatGeneration(message=reply)])


def calls(*codes, tool="python"):
    """Return a message with a call for each code."""
    return AIMessage(
        "",
        tool_calls=[{"name": tool, "args": {"code": code}, "id": f"c{n}-{hash(code)}"} for n, code in enumerate(codes)],
    )


def caller(*replies):
    """Return a model that gives the replies in order."""
    return Caller(messages=iter(replies), seen=[])


@pytest.fixture
def ledger():
    """What was paid."""
    return []


@pytest.fixture
def pay(ledger):
    """A tool with an effect."""

    def pay(amount: int) -> int:
        """Pay."""
        ledger.append(amount)
        return amount

    return pay


@tool
def last(state: Annotated[dict, InjectedState]) -> str:
    """Return the first words said."""
    return state["messages"][0].text


@tool
def note() -> Command:
    """Take a note."""
    return Command(update={"note": "taken"})


class Noted(MessagesState):
    """A state with a note."""

    note: str


def looped(python, *replies, saver=None, state=Noted):
    """Return a graph of one's own around the tool: a script of calls, each run by a ToolNode."""
    script = iter(replies)
    graph = StateGraph(state)
    graph.add_node("model", lambda _: {"messages": [next(script)]})
    graph.add_node("tools", ToolNode([python]))
    graph.add_edge(START, "model")
    graph.add_conditional_edges("model", lambda now: "tools" if now["messages"][-1].tool_calls else END, ["tools", END])
    graph.add_edge("tools", "model")
    return graph.compile(checkpointer=saver)


def told(result):
    """Return what the tool said, call by call."""
    return [message.content for message in result["messages"] if message.type == "tool"]


def one_task(*tools, wrap=None):
    """Return a graph whose ToolNode runs all calls of a message in one task."""
    graph = StateGraph(MessagesState)
    graph.add_node("tools", ToolNode(tools, wrap_tool_call=wrap))
    graph.add_edge(START, "tools")
    return graph.compile(checkpointer=InMemorySaver())


ENDED = "[note() ended this action: nothing after the call ran]"
ASKED = {"messages": [("user", "hello")]}


class TestCodeTool:
    async def test_by_hand(self):
        """Called by hand it runs the code, with and without an event loop."""
        python = code_tool([double], limits=QUICK)
        assert python.invoke({"code": "double(4)"}) == "Observation:\nValue: 8"
        assert await python.ainvoke({"code": "await double(4)"}) == "Observation:\nValue: 8"

    def test_description(self):
        """It tells the rules and the functions; the model passes code alone."""
        python = code_tool([double], name="snake", imports=["fractions"])
        assert "`snake` runs Python" in python.description
        assert "fractions" in python.description
        assert "def double(number: int) -> int:" in python.description
        assert set(python.tool_call_schema.model_json_schema()["properties"]) == {"code"}

    async def test_variables_live_per_thread(self):
        """Variables live from call to call of a thread, and nowhere else."""
        python = code_tool(limits=QUICK)
        graph = looped(python, *[calls("x = 1"), calls("x"), AIMessage("")] * 2, saver=InMemorySaver())
        assert told(await graph.ainvoke(ASKED, CONFIG))[-1] == "Observation:\nValue: 1"
        assert "NameError" in python.invoke({"code": "x"}, {"configurable": {"thread_id": "u"}})

    def test_error(self):
        """An error is a message that says so; the whole observation is its artifact."""
        (message,) = [
            one
            for one in looped(code_tool(), calls("1 / 0"), AIMessage("")).invoke(ASKED)["messages"]
            if one.type == "tool"
        ]
        assert (message.status, message.artifact["fault"]["type"]) == ("error", "ZeroDivisionError")

    def test_copied(self):
        """A copy of the tool, as some agents make them, is the same interpreter."""
        python = code_tool(limits=QUICK)
        assert copy.deepcopy(python).invoke({"code": "double = 2\ndouble * 2"}) == "Observation:\nValue: 4"
        assert copy.deepcopy(python).artifact_store is python.artifact_store

    def test_answer(self):
        """`final_answer` ends the code with a value."""
        assert code_tool().invoke({"code": "final_answer([1, 2])\n1 / 0"}) == "Answer: [1, 2]"

    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_several_calls_of_one_message(self, host):
        """Calls that a model makes at once take turns in the one interpreter."""
        graph = looped(
            code_tool(),
            calls("x = 1", "y = 2", "z = 3"),
            calls("x + y + z"),
            AIMessage(""),
            saver=InMemorySaver(),
        )
        result = await graph.ainvoke(ASKED, CONFIG) if host == "async" else graph.invoke(ASKED, CONFIG)
        assert told(result)[-1] == "Observation:\nValue: 6"

    def test_state_and_command(self):
        """Tools in the code get the graph's state, and steer the graph."""
        graph = looped(code_tool([last, note]), calls("print(last())\nnote()\nprint('never')"), AIMessage("done"))
        result = graph.invoke(ASKED)
        assert (told(result), result["note"]) == ([f"Observation:\nhello\n{ENDED}"], "taken")

    def test_handoff(self):
        """A handing over in the code leaves the graph."""
        inner = looped(code_tool([create_handoff_tool(agent_name="other")]), calls("transfer_to_other('x')"))
        graph = StateGraph(MessagesState)
        graph.add_node("inner", inner, destinations=("other",))
        graph.add_node("other", lambda _: {"messages": [AIMessage("mine now")]})
        graph.add_edge(START, "inner")
        assert graph.compile().invoke(ASKED)["messages"][-1].text == "mine now"

    def test_denied(self, pay, ledger):
        """What the policy denies is an error in the code."""
        python = code_tool([pay], policy=Policy(deny=["pay"]))
        assert "PermissionError" in python.invoke({"code": "pay(1)"})
        assert not ledger

    def test_ceiling(self, pay, ledger):
        """So is a call beyond the ceiling; the code ends there."""
        assert "tool calls" in code_tool([pay], tool_calls=2).invoke({"code": "while True:\n    pay(1)"})
        assert ledger == [1, 1]

    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_asked_in_a_loop(self, pay, ledger, host):
        """Approvals pause in the middle of the code; no call is made twice, and no variable is lost."""
        python = code_tool([pay], policy=Policy(ask=["pay"]), limits=QUICK)
        graph = looped(
            python,
            calls("x = 5"),
            calls("paid = [pay(n) for n in (x, 6)]\npaid"),
            AIMessage("done"),
            saver=InMemorySaver(),
        )
        asked = []
        for given in (ASKED, APPROVE, APPROVE):
            result = await graph.ainvoke(given, CONFIG) if host == "async" else graph.invoke(given, CONFIG)
            asked += [one.value["action_requests"][0]["args"] for one in result.get("__interrupt__", ())]
        assert (asked, ledger, told(result)[-1]) == (
            [{"amount": 5}, {"amount": 6}],
            [5, 6],
            "Observation:\nValue: [5, 6]",
        )

    # LangGraph leaves the other call of a refused task to the collector, and its interpreter's socket with it.
    @pytest.mark.filterwarnings("ignore::ResourceWarning")
    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_two_that_ask_in_one_task(self, pay, ledger, host):
        """Two calls in one task, of one tool or of two, are refused where somebody may be asked: nothing runs."""
        ask = {"policy": Policy(ask=["pay"]), "executor": "inprocess"}
        graph = one_task(code_tool([pay], **ask), code_tool([pay], name="other", **ask))
        message = calls("pay(0)", "pay(1)")
        message.tool_calls[1]["name"] = "other"
        for given in ({"messages": [message]}, APPROVE, APPROVE):
            with contextlib.suppress(ConfigurationError):
                await graph.ainvoke(given, CONFIG) if host == "async" else graph.invoke(given, CONFIG)
        with pytest.raises(ConfigurationError, match="a task of its own"):
            await graph.ainvoke(None, CONFIG) if host == "async" else graph.invoke(None, CONFIG)
        gc.collect()
        assert not ledger

    def test_two_that_ask_one_after_the_other(self, pay, ledger):
        """An answer for the first call is never taken by the second, even where they do not overlap."""
        came, gone = [], threading.Event()

        def wrap(request, handler):
            first, attempt = request.tool_call["args"]["code"] == "pay(0)", len(came) // 2
            came.append(first)
            if first == bool(attempt):  # pay(0) comes first, and last when the run is resumed
                gone.wait(60)
                gone.clear()
            try:
                return handler(request)
            finally:
                gone.set()

        graph = one_task(code_tool([pay], policy=Policy(ask=["pay"]), executor="inprocess"), wrap=wrap)
        shown = graph.invoke({"messages": [calls("pay(0)", "pay(1)")]}, CONFIG)["__interrupt__"][0].value
        assert shown["action_requests"][0]["args"] == {"amount": 0}
        gone.clear()
        with pytest.raises(ConfigurationError, match="a task of its own"):
            graph.invoke(APPROVE, CONFIG)
        assert not ledger

    def test_two_whose_tools_pause(self):
        """So are two whose tools pause by themselves; where none does they take turns."""
        sure = tool("sure", description="Ask.")(lambda: interrupt("sure?"))
        graph = one_task(code_tool([double, sure], executor="inprocess"))
        assert len(told(graph.invoke({"messages": [calls("double(1)", "double(2)")]}, CONFIG))) == 2
        with contextlib.suppress(ConfigurationError):
            graph.invoke({"messages": [calls("sure()", "sure() ")]}, {"configurable": {"thread_id": "u"}})
        with pytest.raises(ConfigurationError, match="a task of its own"):
            graph.invoke(Command(resume="yes"), {"configurable": {"thread_id": "u"}})

    def test_a_task_for_each(self, pay, ledger):
        """With a task for each call, as the docstring shows, answers reach the call they are for."""
        graph = StateGraph(MessagesState)
        graph.add_node("tools", ToolNode([code_tool([pay], policy=Policy(ask=["pay"]), executor="inprocess")]))
        graph.add_conditional_edges(
            START, lambda state: [Send("tools", [call]) for call in state["messages"][-1].tool_calls] or END, ["tools"]
        )
        made = graph.compile(checkpointer=InMemorySaver())
        asked = made.invoke({"messages": [calls(*(f"pay({n})" for n in range(4)))]}, CONFIG)["__interrupt__"]
        amounts = {one.id: one.value["action_requests"][0]["args"]["amount"] for one in asked}
        kinds = {one: {"type": "approve" if amount % 2 else "reject"} for one, amount in amounts.items()}
        made.invoke(Command(resume=kinds), CONFIG)
        assert sorted(ledger) == [1, 3]

    def test_asking_needs_a_checkpointer(self, pay):
        """A policy that asks needs a checkpointer, and says so."""
        with pytest.raises(ConfigurationError, match="'python' asks for approval, and without a checkpointer"):
            code_tool([pay], policy=Policy(ask=["pay"])).invoke({"code": "1"})

    def test_wrong_settings(self, pay):
        """They are told when the tool is made."""
        with pytest.raises(ConfigurationError, match="names no tool"):
            code_tool([pay], policy=Policy(ask=["pray"]))
        with pytest.raises(ToolError, match="two tools are called 'pay'"):
            code_tool([pay, pay])


class TestMiddleware:
    @pytest.fixture
    def agent(self):
        """Return a `create_agent` agent with the middleware, and its model."""
        agents = pytest.importorskip("langchain.agents")
        from codenode.middleware import CodeMiddleware

        def build(tools, *replies, settings=None, **options):
            model = caller(*replies)
            middleware = [CodeMiddleware(tools, limits=QUICK, **(settings or {}))]
            return agents.create_agent(model, [], middleware=middleware, **options), model

        return build

    @pytest.mark.parametrize("saver", [InMemorySaver(), None], ids=["thread", "no thread"])
    @pytest.mark.parametrize("host", ["sync", "async"])
    async def test_says_what_becomes_of_variables(self, agent, saver, host):
        """The model is told that variables persist where they do, and elsewhere that each call begins anew."""
        made, model = agent([], calls("x = 1"), calls("x"), AIMessage("ok"), checkpointer=saver)
        config = CONFIG if saver else None
        result = await made.ainvoke(ASKED, config) if host == "async" else made.invoke(ASKED, config)
        told_so = {messages[0].text.partition("interpreter. ")[2].partition(" You see")[0] for messages in model.seen}
        assert told_so == {KEPT if saver else FRESH}
        assert ("NameError" in told(result)[-1]) is (saver is None)

    @pytest.mark.parametrize("prompt", [None, "Be brief."])
    async def test_acts_in_code(self, agent, prompt):
        """The agent calls `python`, whose code calls tools; the rules and stubs stand in its system message."""
        made, model = agent(
            [double], calls("sum(double(n) for n in range(10))"), AIMessage("90."), system_prompt=prompt
        )
        result = await made.ainvoke(ASKED)
        assert (told(result), result["messages"][-1].text) == (["Observation:\nValue: 90"], "90.")
        first, second = (messages[0].text for messages in model.seen)
        assert "def double(number: int) -> int:" in first
        assert (first.startswith("Be brief."), first == second) == (bool(prompt), True)

    def test_asked(self, agent, pay, ledger):
        """Approvals in the code pause the agent."""
        made, _ = agent(
            [pay], calls("x = 2"), calls("[pay(n) for n in (1, x)]"), AIMessage("Paid."),
            settings={"policy": Policy(ask=["pay"])}, checkpointer=InMemorySaver(),
        )  # fmt: skip
        made.invoke(ASKED, CONFIG)
        made.invoke(APPROVE, CONFIG)
        assert made.invoke(APPROVE, CONFIG)["messages"][-1].text == "Paid."
        assert ledger == [1, 2]

    def test_calls_at_once(self, agent):
        """Calls that the model makes at once take turns."""
        made, _ = agent(
            [], calls("x = 1", "y = 2", "z = 3"), calls("x + y + z"), AIMessage("6."), checkpointer=InMemorySaver()
        )
        assert told(made.invoke(ASKED, CONFIG))[-1] == "Observation:\nValue: 6"

    def test_branches_are_apart(self):
        """Eight branches of one agent in one thread do not see each other's variables."""
        agents = pytest.importorskip("langchain.agents")
        from codenode.middleware import CodeMiddleware

        made = agents.create_agent(Keeper(messages=iter(())), [], middleware=[CodeMiddleware([])])
        graph = StateGraph(MessagesState)
        graph.add_node("branch", made)
        sends = [Send("branch", {"messages": [("user", str(n))]}) for n in range(8)]
        graph.add_conditional_edges(START, lambda _: sends, ["branch"])
        seen = told(graph.compile(checkpointer=InMemorySaver()).invoke(ASKED, CONFIG))
        assert sorted(seen) == [f"Observation:\nValue: {n}" for n in range(8)]

    def test_two_of_them(self):
        """An agent may have two, with tools of their own."""
        agents = pytest.importorskip("langchain.agents")
        from codenode.middleware import CodeMiddleware

        both = [CodeMiddleware([double]), CodeMiddleware([], tool_name="scratch")]
        made = agents.create_agent(caller(calls("1", tool="scratch"), AIMessage("ok")), [], middleware=both)
        assert told(made.invoke(ASKED)) == ["Observation:\nValue: 1"]

    def test_without_langchain(self, monkeypatch):
        """Without langchain the import says how to install it, and the rest of the package does not need it."""
        source = (
            "import sys; sys.modules['langchain'] = None\n"
            "import codenode; codenode.code_tool\n"
            "try:\n    import codenode.middleware\n"
            "except codenode.MissingExtra as missing:\n    print(missing)"
        )
        done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
        assert done.stdout == "codenode.middleware needs an extra: pip install 'langgraph-codenode[langchain]'\n"


class TestCodeNode:
    def test_asked(self, pay, ledger):
        """The node asks, too, and makes no call twice."""
        graph = StateGraph(MessagesState)
        graph.add_node("code", CodeNode([pay], policy=Policy(ask=["pay"])))
        graph.add_edge(START, "code")
        compiled = graph.compile(checkpointer=InMemorySaver())
        given = {"messages": [("user", "go"), AIMessage(block("[pay(1), pay(2)]"))]}
        compiled.invoke(given, CONFIG)
        compiled.invoke(APPROVE, CONFIG)
        assert compiled.invoke(APPROVE, CONFIG)["messages"][-1].content == "Observation:\nValue: [1, 2]"
        assert ledger == [1, 2]

    def test_without_ids(self, pay, ledger):
        """Messages without ids do, too: a resume finds its action again."""

        class Plain(TypedDict):
            messages: Annotated[list, operator.add]

        graph = StateGraph(Plain)
        graph.add_node("code", CodeNode([pay], policy=Policy(ask=["pay"])))
        graph.add_edge(START, "code")
        compiled = graph.compile(checkpointer=InMemorySaver())
        compiled.invoke({"messages": [AIMessage(block("pay(1)\npay(2)"))]}, CONFIG)
        compiled.invoke(APPROVE, CONFIG)
        assert compiled.invoke(APPROVE, CONFIG)["messages"][-1].content == "Observation:\nValue: 2"
        assert ledger == [1, 2]

    async def test_more_waiters_than_threads(self):
        """Actions that wait for their turn take no thread from the tools of the one that runs."""
        asyncio.get_running_loop().set_default_executor(concurrent.futures.ThreadPoolExecutor(2))
        graph = StateGraph(MessagesState)
        graph.add_node("code", CodeNode([double]))
        sends = [Send("code", {"messages": [AIMessage(block(f"double({n})"))]}) for n in range(6)]
        graph.add_conditional_edges(START, lambda _: sends, ["code"])
        result = await graph.compile(checkpointer=InMemorySaver()).ainvoke(ASKED, CONFIG)
        assert [one.content for one in result["messages"][1:]] == [f"Observation:\nValue: {2 * n}" for n in range(6)]

    def test_state_and_command(self):
        """Tools get the state and may steer: what was seen and their update come together."""
        graph = StateGraph(Noted)
        graph.add_node("code", CodeNode([last, note]))
        graph.add_edge(START, "code")
        result = graph.compile().invoke({"messages": [("user", "hello"), AIMessage(block("print(last())\nnote()"))]})
        assert (result["note"], result["messages"][-1].content) == ("taken", f"Observation:\nhello\n{ENDED}")

    async def test_collected_anywhere(self):
        """A node that is collected while a pool of threads takes work ends its worker, and waits for no lock."""
        node = CodeNode()
        await node.ainvoke({"messages": [AIMessage(block("1"))]}, CONFIG)
        (held,) = node._acting._held.values()
        socket = held.session.connection.socket
        del held
        with concurrent.futures.thread._global_shutdown_lock:
            del node
            gc.collect()
        assert socket.fileno() < 0

    def test_left_anywhere(self):
        """An action that is collected while its own thread looks for an interpreter leaves, and waits for no lock."""
        acting = CodeNode()._acting
        held = acting._of(Pausing(CONFIG))
        faulthandler.dump_traceback_later(60, exit=True)  # it would wait for itself for good
        with acting._lock:
            acting._left(held)
        faulthandler.cancel_dump_traceback_later()
        assert not held.users
