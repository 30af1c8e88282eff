"""A later turn of a thread has the variables of the turns before, wherever it runs; a fork has its own."""

import subprocess
import sys

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.graph import START, MessagesState, StateGraph

from codenode import Memory, create_code_agent
from codenode.testing import ScriptedModel
from codenode.testing.scripted_model import code

CONFIG = {"configurable": {"thread_id": "t"}}
FIRST = code("rows = [1, 2, 3]\ndef total(extra):\n    return sum(rows) + extra\nfinal_answer(total(0))")
SECOND = code("rows.append(4)\nfinal_answer(total(1))")

KILLED = """
import os, sys
from langgraph.checkpoint.sqlite import SqliteSaver
from codenode import create_code_agent
from codenode.testing import ScriptedModel

with SqliteSaver.from_conn_string(sys.argv[1]) as saver:
    agent = create_code_agent(ScriptedModel([sys.argv[3]]), checkpointer=saver, snapshots=sys.argv[2])
    agent.invoke({"messages": [("user", "one")]}, {"configurable": {"thread_id": "t"}})
    os.kill(os.getpid(), 9)
"""
GONE = "[The variables of earlier work are gone: total, rows; make them again.]"


def asked(text="go"):
    """Return the input of a turn."""
    return {"messages": [("user", text)]}


def killed(saved, kept):
    """Run a first turn in a process that is killed after it; return how that ended."""
    return subprocess.run([sys.executable, "-c", KILLED, saved, kept, FIRST], check=False).returncode


class TestTurns:
    @pytest.mark.parametrize("executor", ["auto", "process", "inprocess"])
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_variables(self, scripted, executor, driver):
        """Variables and functions of a finished turn are there in the next one and the one after."""
        agent = scripted(
            FIRST, SECOND, "Fine.", code("final_answer(rows)"), executor=executor, checkpointer=InMemorySaver()
        )
        answers = []
        for _ in range(4):
            last = agent.invoke(asked(), CONFIG) if driver == "sync" else await agent.ainvoke(asked(), CONFIG)
            answers.append(last["structured_response"])
        assert answers == [6, 11, "Fine.", [1, 2, 3, 4]]

    def test_no_worker_waits(self, scripted):
        """Between turns no worker is kept: the snapshot has it all."""
        agent = scripted(FIRST, checkpointer=InMemorySaver())
        agent.invoke(asked(), CONFIG)
        assert not agent.registry._parked

    @pytest.mark.parametrize("settings", [{"memory": Memory(persist="run")}, {"checkpointer": None}])
    def test_fresh(self, scripted, settings):
        """With persist="run", and where nothing is stored, each turn begins without variables."""
        agent = scripted(FIRST, code("total(1)"), "Gone.", **{"checkpointer": InMemorySaver(), **settings})
        agent.invoke(asked(), CONFIG)
        events = list(agent.stream(asked(), CONFIG, stream_mode="custom"))
        assert [e["observation"]["fault"]["type"] for e in events if e["type"] == "observation"] == ["NameError"]

    @pytest.mark.parametrize("executor", ["auto", "inprocess"])
    def test_other_threads(self, scripted, executor):
        """One thread sees nothing of another."""
        agent = scripted(FIRST, code("total(1)"), "Gone.", executor=executor, checkpointer=InMemorySaver())
        agent.invoke(asked(), CONFIG)
        other = {"configurable": {"thread_id": "u"}}
        agent.invoke(asked(), other)
        assert agent.get_state(other).values["steps"][0]["observation"]["fault"]["type"] == "NameError"

    def test_after_a_failure(self, scripted):
        """A turn that ended with an error leaves what its last whole step left."""
        agent = scripted(
            code("n = 1"), ValueError("broken"), code("n += 1\nfinal_answer(n)"), checkpointer=InMemorySaver()
        )
        with pytest.raises(ValueError, match="broken"):
            agent.invoke(asked(), CONFIG)
        assert agent.invoke(asked(), CONFIG)["structured_response"] == 2

    @pytest.mark.parametrize("executor", ["auto", "inprocess"])
    def test_begins_without_code(self, scripted, executor):
        """A turn whose first reply holds no code keeps the variables."""
        agent = scripted(FIRST, "", SECOND, executor=executor, checkpointer=InMemorySaver())
        agent.invoke(asked(), CONFIG)
        assert agent.invoke(asked(), CONFIG)["structured_response"] == 11

    def test_rebuilt(self, scripted, tmp_path):
        """Where the snapshots are gone, the actions of all turns are run again for their variables."""
        settings = {"checkpointer": InMemorySaver(), "rebuild": True}
        scripted(FIRST, **settings, snapshots=tmp_path / "a").invoke(asked(), CONFIG)
        other = scripted(SECOND, **settings, snapshots=tmp_path / "b")
        assert other.invoke(asked(), CONFIG)["structured_response"] == 11


class TestElsewhere:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_after_a_kill(self, tmp_path, driver):
        """A process that was killed after a turn is replaced by another, which goes on with steps and variables."""
        saved, kept = str(tmp_path / "c.sqlite"), str(tmp_path / "snapshots")
        assert killed(saved, kept) == -9
        model = ScriptedModel([SECOND])
        if driver == "sync":
            with SqliteSaver.from_conn_string(saved) as saver:
                last = create_code_agent(model, checkpointer=saver, snapshots=kept).invoke(asked(), CONFIG)
        else:
            async with AsyncSqliteSaver.from_conn_string(saved) as saver:
                last = await create_code_agent(model, checkpointer=saver, snapshots=kept).ainvoke(asked(), CONFIG)
        assert last["structured_response"] == 11
        assert "def total" in model.prompts[0][2].content

    def test_without_the_snapshot(self, scripted):
        """Where nobody asked for snapshots and the process is another one, the model is told what is gone, up front."""
        saver = InMemorySaver()
        scripted(FIRST, checkpointer=saver).invoke(asked(), CONFIG)
        model = ScriptedModel([code("total(1)"), "Gone."])
        create_code_agent(model, checkpointer=saver).invoke(asked(), CONFIG)
        assert model.prompts[0][-1].content == f"go\n\n{GONE}"
        assert "earlier variables are gone (total, rows)" in model.prompts[1][-1].content

    def test_without_the_process(self, scripted):
        """Where no snapshot can be taken, the same."""
        saver = InMemorySaver()
        scripted(FIRST, checkpointer=saver, executor="inprocess").invoke(asked(), CONFIG)
        model = ScriptedModel(["Gone."])
        create_code_agent(model, checkpointer=saver, executor="inprocess").invoke(asked(), CONFIG)
        assert model.prompts[0][-1].content == f"go\n\n{GONE}"

    @pytest.mark.parametrize("executor", ["auto", "inprocess"])
    def test_nothing_gone(self, scripted, executor):
        """In the same process nothing is gone, and nothing is said of it."""
        model = ScriptedModel([FIRST, SECOND, "Fine."])
        agent = create_code_agent(model, checkpointer=InMemorySaver(), executor=executor)
        for _ in range(3):
            agent.invoke(asked(), CONFIG)
        assert not any("are gone" in message.text for message in model.prompts[-1])

    def test_rebuilt(self, scripted):
        """Nor where the variables are rebuilt."""
        saver = InMemorySaver()
        scripted(FIRST, checkpointer=saver).invoke(asked(), CONFIG)
        model = ScriptedModel([code("final_answer(len(rows))")])
        create_code_agent(model, checkpointer=saver, rebuild=True).invoke(asked(), CONFIG)
        assert model.prompts[0][-1].content == "go"


class TestTimeTravel:
    @pytest.mark.parametrize("executor", ["auto", "process"])
    def test_between_turns(self, scripted, executor):
        """A turn that begins where an earlier one ended has the variables of that moment."""
        agent = scripted(
            FIRST, SECOND, code("final_answer(len(rows))"), executor=executor, checkpointer=InMemorySaver()
        )
        agent.invoke(asked("one"), CONFIG)
        then = agent.get_state(CONFIG).config
        agent.invoke(asked("two"), CONFIG)
        last = agent.invoke(asked("another two"), then)
        assert last["structured_response"] == 3
        assert [message.text for message in last["messages"]] == ["one", "6", "another two", "3"]

    def test_in_this_process(self, scripted):
        """In-process variables cannot be taken back: a fork goes on without them and says so."""
        agent = scripted(FIRST, SECOND, code("rows"), "Gone.", executor="inprocess", checkpointer=InMemorySaver())
        agent.invoke(asked("one"), CONFIG)
        then = agent.get_state(CONFIG).config
        agent.invoke(asked("two"), CONFIG)
        agent.invoke(asked("another two"), then)
        fault = agent.get_state(CONFIG).values["steps"][-1]["observation"]["fault"]
        assert fault["type"] == "NameError"
        assert "gone" in fault["hint"]


class TestDeleted:
    @pytest.mark.parametrize("driver", ["sync", "async"])
    async def test_kept_sessions(self, scripted, driver):
        """Deleting a thread ends the session that waited for its next turn, and no other's."""
        agent = scripted(FIRST, FIRST, executor="inprocess", checkpointer=InMemorySaver())
        for thread in ("t", "u"):
            agent.invoke(asked(), {"configurable": {"thread_id": thread}})
        if driver == "sync":
            agent.delete_thread("t")
        else:
            await agent.adelete_thread("t")
        assert [place[0] for place in agent.registry._parked] == ["u"]


class TestNested:
    @pytest.mark.parametrize(("checkpointer", "answer"), [(None, "Gone."), (True, 11)])
    def test_within_a_graph(self, checkpointer, answer):
        """Within another graph each call is fresh; compiled with checkpointer=True it goes on, as any subgraph."""
        model = ScriptedModel([FIRST, SECOND, "Gone."])
        agent = create_code_agent(model, name="inner", checkpointer=checkpointer)
        graph = StateGraph(MessagesState)
        graph.add_node("inner", agent)
        graph.add_edge(START, "inner")
        parent = graph.compile(checkpointer=InMemorySaver())
        parent.invoke(asked("one"), CONFIG)
        last = parent.invoke(asked("two"), CONFIG)
        assert last["messages"][-1].text == str(answer)


class TestNothingRan:
    @pytest.mark.parametrize("reply", ["", "Thought: hm"])
    def test_variables_stay(self, reply):
        """A later turn that begins with a reply without code has the variables afterwards."""
        model = ScriptedModel([code("x = 41"), code("final_answer(1)"), reply, code("final_answer(x + 1)")])
        agent = create_code_agent(model, checkpointer=InMemorySaver())
        thread = {"configurable": {"thread_id": "t"}}
        agent.invoke(asked(), thread)
        assert agent.invoke(asked(), thread)["structured_response"] == 42
