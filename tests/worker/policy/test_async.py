"""Code that awaits: tools, tasks, what ends an action, what an action leaves behind."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from types import CodeType, FrameType, ModuleType, TracebackType

import pytest
from sample import QUICK, double, later

from codenode import Limits, open_session
from codenode.worker.policy.compiler import Refusal, compile_action
from codenode.worker.policy.room import Room

SLEEPER = "import asyncio\nasync def nap(n, value=None):\n    await asyncio.sleep(n)\n    return value\n"
SPINNER = "async def spin():\n    while True: pass\n"
STUBBORN = (
    "async def stubborn():\n    while True:\n        try: await asyncio.sleep(9)\n"
    "        except asyncio.CancelledError: pass\n"
)


POWERS = (asyncio.AbstractEventLoop, FrameType, CodeType, TracebackType)

# In a thread of this process it is the interpreter that warns of what nobody awaits, and the clock may
# strike a second time where exceptions are only told.
pytestmark = [
    pytest.mark.usefixtures("swept"),
    pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture
def room():
    """A room with a tool, and what it shows."""
    tools = {"double": lambda number: number * 2}
    return Room(builtins={"print": print}, tools=tools, warn=print)


def run(room, source):
    """Run a source in a room."""
    return room.run(compile_action(source, "<action>"))


class TestTools:
    @pytest.mark.parametrize(
        ("source", "value"),
        [
            ("await double(2)", 4),
            ("double(2)", 4),
            ("f = double\nawait f(3)", 6),
            ("async def f(n): return await double(n)\nawait f(4)", 8),
            ("import asyncio\nawait asyncio.gather(double(1), double(2))", [2, 4]),
            ("import asyncio\nawait asyncio.gather(*[double(n) for n in range(3)])", [0, 2, 4]),
            ("import asyncio\nt = asyncio.create_task(double(5))\nawait t", 10),
            ("import asyncio\nawait asyncio.wait_for(double(6), 5)", 12),
            ("import asyncio\nawait asyncio.to_thread(double, 7)", 14),
            ("import asyncio\nasyncio.run(double(8))", 16),
            ("import asyncio\n[await done for done in asyncio.as_completed([double(9)])]", [18]),
            ("import asyncio\nasync with asyncio.TaskGroup() as g: t = g.create_task(double(1))\nt.result()", 2),
            ("import asyncio\nawait asyncio.shield(asyncio.ensure_future(double(2)))", 4),
        ],
    )
    def test_awaited(self, room, source, value):
        """A tool that gives its value at once may be awaited all the same."""
        assert run(room, source) == value

    @pytest.mark.parametrize("source", ["x = double(1)\nawait x", "await len([])", "await 5", "await (lambda: 3)()"])
    def test_other_values(self, room, source):
        """Only the call itself may be awaited; anything else is CPython's error."""
        with pytest.raises(TypeError, match="object int can't be used in 'await' expression"):
            run(room, source)

    def test_without_tools(self):
        """Where there are no tools, a plain value in `gather` is CPython's error."""
        with pytest.raises(TypeError, match="a coroutine or an awaitable is required"):
            run(Room(builtins={}, warn=print), "import asyncio\nawait asyncio.gather(5)")

    def test_a_function_is_no_call(self, room):
        """A function that was not called is an error, also where there are tools."""
        with pytest.raises(TypeError, match="a coroutine was expected"):
            run(room, "import asyncio\nawait asyncio.create_task(double)")

    def test_real_worker(self, session):
        """Errors of tools, and tools that are async on the host, are what they are without `await`."""
        code = SLEEPER + "async def f(): return await broken('no')\n"
        code += "print(await asyncio.gather(nap(0), f(), return_exceptions=True))"
        assert session.run(code)["output"] == "[None, ValueError('no')]\n"
        assert session.run("await asyncio.gather(later('a'), nap(0, 'b'))")["value"] == ["a", "b"]


class TestEnding:
    @pytest.mark.parametrize(
        "code",
        [
            "await asyncio.gather(spin(), nap(9), return_exceptions=True)",
            "async with asyncio.TaskGroup() as g:\n    g.create_task(spin()); g.create_task(nap(9))",
            "try:\n    await asyncio.gather(spin(), nap(0))\nexcept* Exception:\n    print('caught')",
            "asyncio.run(nap(60))",
            "try:\n    await nap(60)\nexcept Exception:\n    pass\nfinally:\n    await nap(0)",
            "await asyncio.wait([asyncio.create_task(asyncio.shield(spin()))])",
        ],
    )
    def test_time_out(self, worker, code):
        """The clock ends the action whatever task it strikes in; variables stay, and the next action awaits."""
        worker.run(SLEEPER + SPINNER + "kept = 5")
        assert worker.run(code)["status"] == "timeout"
        assert worker.run("await nap(0, kept), await asyncio.gather(nap(0.01, 1))")["value"] == [5, [1]]

    @pytest.mark.parametrize("code", ["await asyncio.gather(spin(), nap(9))", "await nap(60)"])
    def test_time_out_in_a_thread(self, code):
        """The same in a thread of the host, where the clock is another."""
        with open_session(executor="inprocess", limits=QUICK) as session:
            session.run(SLEEPER + SPINNER)
            assert session.run(code)["status"] == "timeout"
            assert session.run("await nap(0, 1)")["value"] == 1

    def test_refused_cancellation(self, worker):
        """A task that refuses to be cancelled ends with the clock, not later."""
        worker.run(SLEEPER + STUBBORN + "kept = 5")
        seen = worker.run("t = asyncio.create_task(stubborn())\nawait nap(0)")
        assert seen["status"] == "timeout"
        assert worker.run("await nap(0, kept)")["value"] == 5

    def test_endless_cancellation(self):
        """A task that spins when it is cancelled costs the worker, and nobody else anything."""
        code = (
            "import asyncio\nclass Box:\n    async def __aenter__(self): pass\n"
            "    async def __aexit__(self, *_): return True\n"
            "async def f():\n    while True:\n        async with Box():\n            while True: await asyncio.sleep(0)\n"
        )
        with open_session(executor="process", limits=QUICK) as session:
            started = time.monotonic()
            seen = session.run(code + "await asyncio.gather(f(), f())")
            assert seen["status"] in {"timeout", "lost"}
            assert time.monotonic() - started < 10
            assert session.run("1 + 1")["value"] == 2

    @pytest.mark.parametrize(
        "code",
        [
            "await asyncio.gather(answer(), nap(9), return_exceptions=True)",
            "async with asyncio.TaskGroup() as g:\n    g.create_task(answer()); g.create_task(nap(9))",
            "t = asyncio.create_task(answer())\ntry:\n    await t\nexcept Exception:\n    final_answer(2)",
            "await asyncio.wait_for(answer(), 5)",
            "asyncio.run(answer())",
            "async for x in answers(): pass",
            "f = asyncio.Future()\nf.add_done_callback(final_answer)\nf.set_result(1)\nawait nap(9)",
        ],
    )
    def test_final_answer(self, session, code):
        """An answer given in a task ends the action, and the other tasks."""
        session.run(
            SLEEPER + "async def answer():\n    await nap(0)\n    final_answer(1)\n"
            "async def answers():\n    yield 1\n    final_answer(1)\n"
        )
        started = time.monotonic()
        assert session.run(code)["status"] == "final"
        assert time.monotonic() - started < 5

    def test_ceiling(self):
        """A ceiling of the run, reached in a task, ends the action."""
        with open_session(tools=[double], limits=QUICK, tool_calls=2) as session:
            code = SLEEPER + "async def f(n):\n    await nap(0)\n    return await double(n)\n"
            assert (
                session.run(code + "await asyncio.gather(f(1), f(2), f(3), return_exceptions=True)")["status"]
                == "limit"
            )
            assert session.run("await nap(0, 7)")["value"] == 7

    def test_cleaning_up(self, worker):
        """Tasks are told of the end: their `finally` runs."""
        code = SLEEPER + (
            "async def f(n):\n    try:\n        await nap(60)\n    finally:\n        print('end', n)\n"
            "await asyncio.gather(f(1), f(2))"
        )
        seen = worker.run(code)
        assert (seen["status"], seen["output"]) == ("timeout", "end 1\nend 2\n")


class TestLeft:
    def test_running_tasks(self, session):
        """A task that still runs at the end of an action is cancelled, and the output says so."""
        seen = session.run(SLEEPER + "t = asyncio.create_task(nap(60))\nawait nap(0, 'value')")
        assert seen["value"] == "value"
        assert seen["output"] == "[cancelled 1 task(s) that still ran when the action ended: await what you start]\n"
        assert session.run("t.cancelled()")["value"] is True

    def test_asyncio_run_says_nothing(self, session):
        """`asyncio.run` cancels what is left, as everywhere."""
        code = SLEEPER + "async def main():\n    asyncio.create_task(nap(60))\n    return 1\nasyncio.run(main())"
        seen = session.run(code)
        assert (seen["value"], seen["output"]) == (1, "")

    def test_unseen_errors(self, session):
        """The error of a task that nobody awaited is told."""
        code = SLEEPER + "async def bad():\n    raise ValueError('boom')\nasyncio.create_task(bad())\nawait nap(0)\n1"
        assert session.run(code)["output"] == "[Task exception was never retrieved: bad(): ValueError: boom]\n"

    def test_coroutine_never_awaited(self, worker):
        """A coroutine that nobody awaits is told, by itself or as the value."""
        worker.run("async def fetch(): return 1")
        told = "[coroutine 'fetch' was never awaited: write `await fetch(...)`]\n"
        assert worker.run("fetch()\n1")["output"] == told
        seen = worker.run("fetch()")
        assert (seen["status"], seen["output"]) == ("ok", told)
        assert seen["preview"].startswith("<coroutine object fetch at")
        assert worker.run("c = fetch()\nawait c")["output"] == ""

    def test_abandoned_generator(self, session):
        """A generator that code lets go of is closed before the action ends."""
        code = (
            "async def count():\n    try:\n        yield 1\n        yield 2\n    finally:\n"
            "        await nap(0)\n        print('closed')\n"
        )
        seen = session.run(SLEEPER + code + "async for n in count(): break\nn")
        assert (seen["value"], seen["output"]) == (1, "closed\n")

    def test_queue_serves_the_next_action(self, session):
        """What waits in one action may wait in the next: the loop is the same."""
        code = "q = asyncio.Queue()\nasync def put():\n    await nap(0)\n    q.put_nowait(1)\n"
        session.run(SLEEPER + code)
        both = "(await asyncio.gather(q.get(), put()))[0]"
        assert [session.run(both)["value"], session.run(both)["value"]] == [1, 1]

    def test_order_of_sets(self, session):
        """Sets of tasks have the same order in every run."""
        code = SLEEPER + "done, _ = await asyncio.wait([asyncio.create_task(nap(0, n)) for n in range(9)])\n"
        assert session.run(code + "[t.result() for t in done]")["value"] == list(range(9))

    def test_deadlock(self, session):
        """Waiting for what can never happen is an error at once, where the code waits."""
        seen = session.run("import asyncio\nq = asyncio.Queue()\n\nawait q.get()")
        assert (seen["fault"]["type"], seen["fault"]["line"]) == ("RuntimeError", 4)
        assert seen["fault"]["message"].startswith("deadlock: ")
        code = "lock = asyncio.Lock()\ntry:\n    async with lock, lock: pass\nexcept RuntimeError as e:\n    print(str(e)[:8])"
        assert session.run(code)["output"] == "deadlock\n"
        code = (
            "async def main():\n    await asyncio.gather(asyncio.Event().wait(), asyncio.Future())\nasyncio.run(main())"
        )
        assert session.run(code)["fault"]["type"] == "RuntimeError"

    def test_circle(self, session):
        """Two tasks that await each other are a deadlock, too."""
        code = (
            "async def f(n):\n    await asyncio.sleep(0)\n    await tasks[1 - n]\n"
            "tasks = [asyncio.create_task(f(n)) for n in (0, 1)]\nawait tasks[0]"
        )
        assert session.run("import asyncio\n" + code)["fault"]["message"].startswith("deadlock: ")
        assert session.run("await asyncio.sleep(0, 1)")["value"] == 1


class TestFacade:
    MADE = (
        "import asyncio\nfrom contextlib import AsyncExitStack, asynccontextmanager\n"
        "async def co(): await asyncio.sleep(0)\nasync def ag(): yield 1\n"
        "task, fut, group, agen = asyncio.create_task(co()), asyncio.Future(), asyncio.TaskGroup(), ag()\n"
        "async with group: pass\n"
        "[asyncio, asyncio.Task, task, fut, group, agen, co(), agen.__anext__(), agen.asend(1), fut.__await__(), "
        "asyncio.gather(co()), asyncio.Queue(), asyncio.Lock(), asyncio.Event(), asyncio.Semaphore(), "
        "asyncio.Condition(), asyncio.Barrier(2), asyncio.timeout(1), asyncio.as_completed([co()]), "
        "asyncio.get_event_loop(), asyncio.wait([task]), asyncio.sleep(1), asynccontextmanager(ag)(), AsyncExitStack()]"
    )

    def test_no_power_in_reach(self, room):
        """No attribute, nor one of an attribute, is a loop, a frame, a code, a module or a metaclass."""
        load = run(room, "getattr")
        seen, left = {}, [(value, 0) for value in run(room, self.MADE)]
        while left:
            value, depth = left.pop()
            if id(value) in seen or depth > 2 or type(value) in {str, int, float, bool}:
                continue
            seen[id(value)] = value
            assert not isinstance(value, POWERS)
            assert not (isinstance(value, type) and issubclass(value, type))
            assert not (isinstance(value, ModuleType) and sys.modules.get(value.__name__) is value)
            left += [(found, depth + 1) for name in dir(value) if (found := load(value, name, None)) is not None]
        assert len(seen) > 1000
        for unused in filter(asyncio.iscoroutine, list(seen.values())):
            unused.close()


class TestErrors:
    def test_place(self, session):
        """An error in a task shows the line of the action."""
        fault = session.run(SLEEPER + "async def f(n):\n    return 1 / n\nawait asyncio.gather(nap(0), f(0))")["fault"]
        assert (fault["type"], fault["line"], fault["values"]) == ("ZeroDivisionError", 6, "n = 0")

    def test_hints(self, session):
        """What to write instead stands beside the error."""
        session.run(SLEEPER)
        seen = session.run("await nap(0)\nasyncio.run(nap(0))")
        assert seen["fault"]["hint"] == "write `await main()` at the top level"
        assert session.run("nap(0)['key']")["fault"]["hint"] == "await the call first"
        assert session.run("def f():\n    await nap(0)")["fault"]["hint"] == "write `async def` instead of `def`"

    def test_cancelled_body(self, session):
        """An action that cancels itself is an error like any other."""
        assert (
            session.run(SLEEPER + "asyncio.current_task().cancel()\nawait nap(0)")["fault"]["type"] == "CancelledError"
        )
        assert session.run("await nap(0, 1)")["value"] == 1

    @pytest.mark.parametrize("source", ["class A:\n    x = await f()", "lambda: await f()", "def f(): await g()"])
    def test_refused(self, source):
        """`await` stands in functions that are async, and at the top."""
        with pytest.raises(Refusal, match="outside"):
            compile_action(source, "<action>")

    def test_plain_bodies_stay_plain(self):
        """Only a body that itself awaits becomes a coroutine."""
        for source in (
            "async def f(): await g()",
            "x = (y async for y in z)",
            "class A:\n    async def f(self): await g()",
        ):
            assert not compile_action(source, "<action>").co_flags & 0x80
        for source in (
            "await f()",
            "[x async for x in y]",
            "(y for y in await z)",
            "async with a: pass",
            "if 1: await f()",
        ):
            assert compile_action(source, "<action>").co_flags & 0x80


class TestHost:
    async def test_beside_a_loop_of_the_host(self):
        """A room in a thread of the host leaves the host's loop alone, and runs its own."""
        code = SLEEPER + "await asyncio.gather(nap(0.01, 1), later('a'), nap(0, 2))"
        with open_session(tools=[later], executor="inprocess", limits=QUICK) as session:
            ours = asyncio.get_running_loop()
            seen, other = await asyncio.gather(session.arun(code), asyncio.sleep(0.01, "host"))
            assert (seen["value"], other) == ([1, "a", 2], "host")
            assert asyncio.get_running_loop() is ours
            assert (await session.arun("asyncio.run(nap(0, 3))"))["value"] == 3

    def test_no_descriptors(self, room):
        """A loop opens nothing: no sockets, no pipes."""
        run(room, SLEEPER + "await nap(0)")
        before = set(Path("/proc/self/fd").iterdir())
        assert run(room, "import asyncio\nawait asyncio.gather(nap(0), nap(0.01, 2)), asyncio.run") is not None
        assert set(Path("/proc/self/fd").iterdir()) == before

    def test_loaded_late(self):
        """A worker loads asyncio once code awaits or imports it, not before."""
        code = (
            "import sys\nfrom codenode.worker.kernel import Kernel\n"
            "from codenode.worker.policy.compiler import compile_action\n"
            "from codenode.worker.policy.room import Room\nroom = Room(builtins={}, warn=print)\n"
            "room.run(compile_action('async def f(): await f()', ''))\nassert 'asyncio' not in sys.modules\n"
            "room.run(compile_action('import asyncio', ''))\nassert 'asyncio' in sys.modules\n"
        )
        assert subprocess.run([sys.executable, "-c", code]).returncode == 0


class TestLoopObject:
    @pytest.mark.parametrize(
        "source",
        [
            "asyncio.get_event_loop().run_until_complete(nap(0, 4))",
            "loop = asyncio.new_event_loop()\nasyncio.set_event_loop(loop)\nx = loop.run_until_complete(nap(0, 4))\nloop.close()\nx",
            "async def f():\n    return await asyncio.get_running_loop().create_task(nap(0, 4))\nasyncio.run(f())",
            "await asyncio.get_event_loop().run_in_executor(None, abs, -4)",
        ],
    )
    def test_usual_forms(self, room, source):
        """The forms in which people use a loop work; what they get is none."""
        assert run(room, SLEEPER + source) == 4

    def test_no_loop_inside_a_loop(self, room):
        """A second loop inside the first is CPython's error."""
        with pytest.raises(RuntimeError, match="This event loop is already running"):
            run(room, SLEEPER + "await nap(0)\nasyncio.get_event_loop().run_until_complete(asyncio.Future())")


class TestLimits:
    def test_many_tasks(self):
        """Thousands of tasks are no trouble."""
        with open_session(limits=Limits(seconds=20)) as session:
            code = SLEEPER + "sum(await asyncio.gather(*[nap(0, n) for n in range(5000)]))"
            assert session.run(code)["value"] == sum(range(5000))
