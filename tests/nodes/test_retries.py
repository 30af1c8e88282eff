"""Models that fail: asked again, replaced, and never the end of a thread."""

import asyncio
import subprocess
import sys

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import RetryPolicy
from nodes.failing import SOON, Busy, Refused
from sample import asked, block

from codenode import Budget, ConfigurationError, create_code_agent
from codenode.testing import ScriptedModel

ANSWER = block("final_answer(42)")
CONFIG = {"configurable": {"thread_id": "t"}}


def retries(agent):
    """Return the retry events of a run."""
    return [event for event in agent.stream(asked(), stream_mode="custom") if event["type"] == "retry"]


class TestRetries:
    def test_passing_failure(self, scripted):
        """A model that fails in passing is asked again, with the same prompt."""
        model = ScriptedModel([Busy(), Busy(), ANSWER])
        assert create_code_agent(model, retry=SOON).invoke(asked())["structured_response"] == 42
        assert model.prompts[0] == model.prompts[1] == model.prompts[2]

    async def test_async(self):
        """The same on the event loop."""
        agent = create_code_agent(ScriptedModel([Busy(), ANSWER]), retry=SOON)
        assert (await agent.ainvoke(asked()))["structured_response"] == 42

    def test_told(self):
        """Each retry is an event: which model, the how many-eth attempt, after how long, and why."""
        first, second = retries(create_code_agent(ScriptedModel([Busy(), Busy(), ANSWER]), retry=SOON))
        assert first == {
            "agent": "code_agent", "type": "retry", "step": 1, "model": "ScriptedModel", "attempt": 2,
            "seconds": 0.001, "error": "Busy",
        }  # fmt: skip
        assert (second["attempt"], second["seconds"]) == (3, 0.002)

    def test_spent(self):
        """When the attempts are spent, the model's own error is raised."""
        model = ScriptedModel([Busy()] * 5)
        with pytest.raises(Busy):
            create_code_agent(model, retry=SOON).invoke(asked())
        assert len(model.prompts) == 3

    @pytest.mark.parametrize(("error", "retry"), [(Refused(), SOON), (ValueError("429"), SOON), (Busy(), None)])
    def test_not_asked_again(self, error, retry):
        """A failure that lasts, an error of ours, and any failure with `retry=None` are raised at once."""
        model = ScriptedModel([error, ANSWER])
        with pytest.raises(type(error)):
            create_code_agent(model, retry=retry).invoke(asked())
        assert len(model.prompts) == 1

    def test_no_time_left(self):
        """A wait that would end after the run's time is not begun."""
        model = ScriptedModel([Busy(), ANSWER])
        patient = RetryPolicy(initial_interval=60, jitter=False)
        with pytest.raises(Busy):
            create_code_agent(model, retry=patient, budget=Budget(seconds=5)).invoke(asked())

    async def test_cancelled_while_waiting(self):
        """Cancelling a run that waits ends it at once, without another call."""
        model = ScriptedModel([Busy(), ANSWER])
        agent = create_code_agent(model, retry=RetryPolicy(initial_interval=60, jitter=False))
        waiting = asyncio.Event()

        async def run():
            async for event in agent.astream(asked(), stream_mode="custom"):
                if event["type"] == "retry":
                    waiting.set()

        task = asyncio.create_task(run())
        await waiting.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(model.prompts) == 1

    def test_closed_while_waiting(self):
        """A consumer that leaves a synchronous run that waits does not wait with it."""
        model = ScriptedModel([Busy(), ANSWER])
        agent = create_code_agent(model, retry=RetryPolicy(initial_interval=60, jitter=False))
        stream = agent.stream(asked(), stream_mode="custom")
        assert next(stream)["type"] == "retry"
        stream.close()
        assert len(model.prompts) == 1
        assert not agent.registry._runs

    def test_wrong_policy(self):
        """Anything else than a retry policy is refused."""
        with pytest.raises(ConfigurationError, match="RetryPolicy"):
            create_code_agent(ScriptedModel(), retry=3)

    def test_spans(self, captured):
        """Each attempt is a model call of its own in the trace."""
        create_code_agent(ScriptedModel([Busy(), ANSWER]), retry=SOON).invoke(asked())
        failed, answered = captured.named("chat ScriptedModel")
        assert (failed.attributes["error.type"], answered.attributes["codenode.attempt"]) == ("Busy", 2)


class TestFallbacks:
    def test_next_model(self):
        """Where the first model fails for good, the next one answers."""
        first, second = ScriptedModel([Refused()]), ScriptedModel([ANSWER])
        assert create_code_agent([first, second], retry=SOON).invoke(asked())["structured_response"] == 42

    def test_after_the_retries(self):
        """A passing failure is retried first."""
        first, second = ScriptedModel([Busy()] * 3), ScriptedModel([ANSWER])
        create_code_agent([first, second], retry=SOON).invoke(asked())
        assert (len(first.prompts), len(second.prompts)) == (3, 1)

    def test_stays_for_the_run(self):
        """The model that stands in answers the rest of the run; the next run begins with the first."""
        first, second = ScriptedModel([Refused(), ANSWER]), ScriptedModel([block("x = 1"), ANSWER])
        agent = create_code_agent([first, second], retry=SOON)
        agent.invoke(asked())
        assert (len(first.prompts), len(second.prompts)) == (1, 2)
        agent.invoke(asked())
        assert (len(first.prompts), len(second.prompts)) == (2, 2)

    def test_spoken_to_in_its_own_way(self):
        """Each model is prompted as its profile says, also for the steps another one took."""
        large = ScriptedModel([block("x = 1"), Refused()])
        small = ScriptedModel([ANSWER], metadata={"codenode_prompt": "small"})
        create_code_agent([large, small], retry=SOON).invoke(asked())
        assert large.options[0]["stop"] is None
        assert small.options[0]["stop"]
        assert "Next task: go" in [message.content for message in small.prompts[0]]

    def test_told(self):
        """The change is an event that names the next model."""
        agent = create_code_agent([ScriptedModel([Refused()]), ScriptedModel([ANSWER])])
        (event,) = retries(agent)
        assert (event["error"], event["attempt"], event["seconds"]) == ("Refused", 1, 0.0)

    def test_all_fail(self):
        """When all fail, the last error is raised with notes of the others."""
        agent = create_code_agent([ScriptedModel([Refused("bad key")]), ScriptedModel([Busy()] * 3)], retry=SOON)
        with pytest.raises(Busy) as raised:
            agent.invoke(asked())
        assert raised.value.__notes__[:1] == ["model 'ScriptedModel' failed before: Refused: bad key"]

    def test_no_model(self):
        """An empty list is refused."""
        with pytest.raises(ConfigurationError, match="names no model"):
            create_code_agent([])


FRESH = """
import sys
from langgraph.checkpoint.sqlite import SqliteSaver
from codenode import create_code_agent
from codenode.testing import ScriptedModel

with SqliteSaver.from_conn_string(sys.argv[1]) as saver:
    agent = create_code_agent(
        ScriptedModel(["```python\\nfinal_answer(x + 1)\\n```"]), checkpointer=saver, snapshots=sys.argv[2]
    )
    print(agent.invoke(None, {"configurable": {"thread_id": "t"}})["structured_response"])
"""


class TestContinued:
    def test_here(self):
        """After a failure the thread goes on where it stood: no step is lost, none done twice."""
        model = ScriptedModel([block("x = 41"), Refused(), block("final_answer(x + 1)")])
        agent = create_code_agent(model, checkpointer=InMemorySaver())
        with pytest.raises(Refused):
            agent.invoke(asked(), CONFIG)
        assert agent.invoke(None, CONFIG)["structured_response"] == 42
        assert len(agent.get_state(CONFIG).values["steps"]) == 2

    def test_in_a_fresh_process(self, tmp_path):
        """So it does in another process, with its variables."""
        from langgraph.checkpoint.sqlite import SqliteSaver

        places = str(tmp_path / "c.sqlite"), str(tmp_path / "snapshots")
        with SqliteSaver.from_conn_string(places[0]) as saver:
            model = ScriptedModel([block("x = 41"), Refused()])
            agent = create_code_agent(model, checkpointer=saver, snapshots=places[1])
            with pytest.raises(Refused):
                agent.invoke(asked(), CONFIG)
        done = subprocess.run([sys.executable, "-c", FRESH, *places], capture_output=True, text=True)
        assert done.stdout == "42\n", done.stderr
