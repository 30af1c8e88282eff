"""Runs that are cut off: nothing goes on, nothing is half written, nothing is done twice."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time

import httpx
import pytest
import uvicorn
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command, interrupt
from sample import asked, block, waiting
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route

from codenode import create_code_agent, idempotent
from codenode.testing import ScriptedModel

CONFIG = {"configurable": {"thread_id": "t"}}
SPIN = block("print('on')\nwhile True: pass")


def gone(pid):
    """Say whether a process is gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def worker_of(agent):
    """Return the process that runs the agent's code."""
    (run,) = agent.registry._runs.values()
    return run.session.connection.pid


class Talking(ScriptedModel):
    """A model that says one word and then nothing for a long time."""

    async def _astream(self, *args, **options):
        async for chunk in super()._astream(*args, **options):
            yield chunk
            await asyncio.sleep(60)


class Waiting:
    """Tools of which one has an effect, and one waits the first time it is called."""

    def __init__(self):
        self.done = []
        self.reached = asyncio.Event()

    def tools(self):
        """Return them."""

        async def pay(amount: int) -> str:
            """Have an effect."""
            self.done.append(amount)
            return f"paid {amount}"

        return [pay, waiting(self.reached)]


async def cancelled(task):
    """Cancel a task and wait for its end."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class TestCancelled:
    async def test_in_the_code(self):
        """When the cancelled run has returned, its worker is gone and no task is left."""
        agent, on = create_code_agent(ScriptedModel([SPIN])), asyncio.Event()

        async def run():
            async for event in agent.astream(asked(), stream_mode="custom"):
                if event["type"] == "output":
                    on.pid = worker_of(agent)
                    on.set()

        task = asyncio.create_task(run())
        await on.wait()
        await cancelled(task)
        assert gone(on.pid)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    async def test_in_the_model(self):
        """A reply that is being streamed is given up."""
        agent, on = create_code_agent(Talking(["one two three"])), asyncio.Event()

        async def run():
            async for _ in agent.astream(asked(), stream_mode="messages"):
                on.set()

        task = asyncio.create_task(run())
        await on.wait()
        await cancelled(task)
        assert not agent.registry._runs
        assert asyncio.all_tasks() == {asyncio.current_task()}

    async def test_goes_on(self):
        """The thread goes on with the same action: what was done is not done again, and no step is half written."""
        waiting = Waiting()
        code = "said = pay(7)\nfinal_answer([said, wait(1)])"
        model = ScriptedModel([block(code)])
        agent = create_code_agent(model, waiting.tools(), checkpointer=InMemorySaver())
        task = asyncio.create_task(agent.ainvoke(asked(), CONFIG))
        await waiting.reached.wait()
        await cancelled(task)
        state = await agent.aget_state(CONFIG)
        assert (state.next, state.values["steps"]) == (("act",), [])
        assert (await agent.ainvoke(None, CONFIG))["structured_response"] == ["paid 7", 1]
        assert waiting.done == [7]

    async def test_by_the_user(self):
        """A pause of a tool's own, answered by a command, goes on where it was."""

        def approve(order: int) -> str:
            """Ask somebody."""
            return interrupt({"order": order})

        agent = create_code_agent(
            ScriptedModel([block("final_answer(approve(3))")]), [approve], checkpointer=InMemorySaver()
        )
        assert "__interrupt__" in await agent.ainvoke(asked(), CONFIG)
        assert (await agent.ainvoke(Command(resume="yes"), CONFIG))["structured_response"] == "yes"


class TestLeft:
    async def test_async(self, captured):
        """Who leaves an asynchronous stream in the middle of an action leaves nothing behind."""
        agent = create_code_agent(ScriptedModel([SPIN]), name="analyst", checkpointer=InMemorySaver())
        stream = agent.astream(asked(), CONFIG, stream_mode="custom")
        async for event in stream:
            if event["type"] == "output":
                pid = worker_of(agent)
                break
        await stream.aclose()
        assert gone(pid)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert captured.named("invoke_agent analyst")[0].attributes["codenode.finish_reason"] == "cancelled"
        assert (await agent.aget_state(CONFIG)).values["steps"] == []

    def test_sync(self):
        """Who leaves a synchronous one ends the action, which is no step: the thread begins it again."""
        model = ScriptedModel([block("print('on')\nwhile not ready(): pass\nfinal_answer(1)")])
        answers = iter([False] * 10**6)

        @idempotent
        def ready() -> bool:
            """Say no until somebody left."""
            return next(answers)

        agent = create_code_agent(model, [ready], checkpointer=InMemorySaver())
        stream = agent.stream(asked(), CONFIG, stream_mode="custom")
        while next(stream)["type"] != "output":
            pass
        stream.close()
        state = agent.get_state(CONFIG)
        assert (state.next, state.values["steps"], agent.registry._runs) == (("act",), [], {})

    def test_a_client_that_disconnects(self):
        """A server whose client goes away ends the run."""
        agent, pids = create_code_agent(ScriptedModel([SPIN])), []

        async def told(_):
            async def lines():
                async for event in agent.astream(asked(), stream_mode="custom"):
                    if event["type"] == "output":
                        pids.append(worker_of(agent))
                    yield f"{event['type']}\n"

            return StreamingResponse(lines())

        app = Starlette(routes=[Route("/", told)])
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            until(lambda: server.started)
            port = server.servers[0].sockets[0].getsockname()[1]
            with httpx.stream("GET", f"http://127.0.0.1:{port}/") as response:
                assert "output" in (line for line in response.iter_lines())
            until(lambda: gone(pids[0]) and not agent.registry._runs)
        finally:
            server.should_exit = True
            thread.join()


BROKEN = """
import sys
from langgraph.checkpoint.memory import InMemorySaver
from codenode import create_code_agent
from codenode.testing import ScriptedModel

agent = create_code_agent(ScriptedModel(["```python\\nprint('on')\\nwhile True: pass\\n```"]), checkpointer=InMemorySaver())
config = {"configurable": {"thread_id": "t"}}
try:
    for event in agent.stream({"messages": [("user", "go")]}, config, stream_mode=sys.argv[1]):
        (run,) = agent.registry._runs.values()
        if run.session and run.session.connection or sys.argv[1] == "updates" and "think" in event:
            print("running", flush=True)
except KeyboardInterrupt:
    state = agent.get_state(config)
    print(state.next, state.values["steps"], agent.registry._runs)
"""


class TestBroken:
    @pytest.mark.parametrize("mode", ["custom", "updates"])
    def test_in_the_code(self, mode):
        """Ctrl-C ends a synchronous stream in the middle of an action, wherever LangGraph runs it."""
        child = subprocess.Popen([sys.executable, "-c", BROKEN, mode], stdout=subprocess.PIPE, text=True)
        assert child.stdout.readline() == "running\n"
        child.send_signal(signal.SIGINT)
        said, _ = child.communicate(timeout=25)  # the action alone would take 30 s
        assert said.splitlines()[-1] == "('act',) [] {}"


def until(true, patience=20):
    """Wait until something is so."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.01)
