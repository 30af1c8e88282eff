"""The same agent alone and in every kind of graph: its answer arrives, and nothing else does."""

import pytest
from gallery import ran
from langchain_core.messages import AIMessage
from places import NAME, PLACES, SECRETS
from sample import asked

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
        """A second turn of the thread is as the first: no variable, step or answer of it is left over."""
        first = await ran(driver, graph, asked())
        second = await ran(driver, graph, asked("again"))
        assert second["messages"][: len(first["messages"])] == first["messages"]
        found = answers(place, second)
        assert [message.text for message in found] == ["42"] * 2 * BRANCHES.get(place, 1)

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
