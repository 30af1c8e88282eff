"""The same agent alone and in every kind of graph: its answer arrives, and nothing else does."""

from functools import partial

import places
import pytest
from gallery import ran
from langchain_core.messages import AIMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command
from places import NAME, PLACES, SECRETS
from sample import QUICK, asked, block

from codenode import ConfigurationError, Policy, create_code_agent
from codenode.testing import ScriptedModel

TOOLS = {"deep": "task", "tool": NAME}
"""Places whose answer arrives as the result of a tool of this name."""
BRANCHES = {"fan_out": 8}


@pytest.fixture(params=["sync", "async"])
def driver(request):
    """How the graph is run."""
    return request.param


@pytest.fixture(params=PLACES)
def place(request):
    """Where the agent stands."""
    return request.param


@pytest.fixture
def graph(place):
    """The graph around it."""
    return PLACES[place]()


def answers(place, result):
    """Return the agent's answers in the conversation; the supervisor package speaks in its name, too."""
    said = [message for message in result["messages"] if message.name == TOOLS.get(place, NAME)]
    return [message for message in said if "__is_handoff_back" not in message.response_metadata]


@pytest.mark.filterwarnings("ignore::langgraph.warnings.LangGraphDeprecationWarning")
class TestPlaces:
    async def test_answer(self, place, graph, driver):
        """The answer arrives: as a message of the agent's name, or as what a tool gave."""
        found = answers(place, await ran(driver, graph, asked()))
        assert [message.text for message in found] == ["42"] * BRANCHES.get(place, 1)
        assert all(isinstance(message, AIMessage) for message in found) or place in TOOLS

    async def test_clean_history(self, place, graph, driver):
        """Neither code nor observations reach the conversation."""
        result = await ran(driver, graph, asked())
        assert not [m.text for m in result["messages"] if "Observation" in m.text or "double(" in m.text]

    async def test_keys(self, place, graph, driver):
        """Keys of the agent's names keep what the graph around it put there; no others appear."""
        result = await ran(driver, graph, asked())
        ours = {key: result[key] for key in SECRETS if key in result}
        assert ours in ({}, SECRETS)
        assert set(result) - set(SECRETS) <= {"messages", "structured_response", "answers", "active_agent", "files"}

    async def test_second_turn(self, place, graph, driver):
        """A second turn begins with the conversation and, within another graph, with nothing else of the first."""
        first = await ran(driver, graph, asked())
        second = await ran(driver, graph, asked("again"))
        assert second["messages"][: len(first["messages"])] == first["messages"]
        found = [message.text for message in answers(place, second)]
        # A thread of the agent's own goes on with its variables; within another graph each turn begins anew.
        assert found == (["42", "84"] if place == "root" else ["42"] * 2 * BRANCHES.get(place, 1))

    async def test_two_threads(self, place, graph, driver):
        """A second thread knows nothing of the first."""
        await ran(driver, graph, asked(), "one")
        assert len(answers(place, await ran(driver, graph, asked(), "two"))) == BRANCHES.get(place, 1)

    async def test_stored(self, place, graph, driver):
        """The state of the graph around it holds nothing of the agent's own."""
        await ran(driver, graph, asked())
        values = graph.get_state({"configurable": {"thread_id": "t"}}).values
        if place not in {"root", "hierarchy"}:
            assert not {"snapshot", "isolation", "remembered"} & {*values}


@pytest.mark.filterwarnings("ignore::langgraph.warnings.LangGraphDeprecationWarning")
class TestPauses:
    async def test_approved(self, place, driver, monkeypatch):
        """A call within the agent's code is asked about through whatever stands around it, and made once."""
        made = []

        def double(number: int) -> int:
            """Double a number."""
            made.append(number)
            return number * 2

        asking = partial(places.analyst, tools=[double], policy=Policy(ask=["double"]))
        monkeypatch.setattr(places, "analyst", asking)
        graph = PLACES[place]()
        paused = (await ran(driver, graph, asked()))["__interrupt__"]
        assert (len(paused), made) == (BRANCHES.get(place, 1), [])
        yes = {"type": "approve"}
        answer = yes if len(paused) == 1 else {one.id: yes for one in paused}
        result = await ran(driver, graph, Command(resume=answer))
        assert [message.text for message in answers(place, result)] == ["42"] * len(paused)
        assert made == [21] * len(paused)


class TestMemory:
    async def test_per_thread(self, driver, monkeypatch):
        """With `checkpointer=True` a node goes on with its variables in the next turn of the graph around it."""
        monkeypatch.setattr(places, "analyst", partial(places.analyst, checkpointer=True))
        graph = places.node()
        await ran(driver, graph, asked())
        assert [message.text for message in answers("node", await ran(driver, graph, asked()))] == ["42", "84"]

    async def test_branches_of_one_memory(self, driver, monkeypatch):
        """Branches of `Send` that would share that memory are refused."""
        monkeypatch.setattr(places, "analyst", partial(places.analyst, checkpointer=True))
        with pytest.raises(ConfigurationError, match="two branches at once"):
            await ran(driver, places.fan_out(), asked())

    async def test_none(self, driver, monkeypatch):
        """With `checkpointer=False` nothing of the agent is stored, whatever the graph around it does."""
        monkeypatch.setattr(places, "analyst", partial(places.analyst, checkpointer=False))
        graph = places.node()
        await ran(driver, graph, asked())
        assert [message.text for message in answers("node", await ran(driver, graph, asked()))] == ["42", "42"]
        assert {tuple_.config["configurable"]["checkpoint_ns"] for tuple_ in graph.checkpointer.list(None)} == {""}


class TestLimit:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_recursion_limit_of_the_parent(self, driver):
        """The limit of a graph around the agent counts that graph's steps; the agent's are its budget's."""
        agent = create_code_agent(ScriptedModel([*[block("1")] * 18, "Done."]), name=NAME, limits=QUICK)
        graph = StateGraph(MessagesState)
        graph.add_node(NAME, agent)
        graph.add_edge(START, NAME)
        graph.add_edge(NAME, END)
        team, given, limit = graph.compile(), {"messages": [("user", "go")]}, {"recursion_limit": 5}
        last = team.invoke(given, limit) if driver == "sync" else await team.ainvoke(given, limit)
        assert last["messages"][-1].text == "Done."
