"""Calls of tools that run together: what waits, what is sent, in which order, and what comes back."""

import asyncio
import threading

import pytest

from codenode import Limits, open_session
from codenode.effects import drive
from codenode.executors.choose import choose
from codenode.executors.conversation import Reply
from codenode.executors.sessions import Session

PATIENT = Limits(seconds=10)
START = "import asyncio\nfrom asyncio import gather\nasync def via(n):\n    return await meet(n)\n"
THREE = [
    "await asyncio.gather(meet(0), meet(1), meet(2))",
    "await gather(*[meet(n) for n in range(3)])",
    "await gather(*(meet(n) for n in range(3)))",
    "await gather(*[meet(0), *[meet(n) for n in (1, 2)]])",
    "await gather(via(0), meet(1), via(2))",
    "await gather(*(gather(meet(n)) for n in range(3)))\n[0, 10, 20]",
    "tasks = [asyncio.create_task(meet(n)) for n in range(3)]\n[await task for task in tasks]",
    "tasks = [asyncio.ensure_future(meet(n)) for n in range(3)]\n[await task for task in tasks]",
    "await gather(*[asyncio.wait_for(meet(n), 1) for n in range(3)])",
    "await gather(*[asyncio.wait_for(timeout=1, fut=meet(n)) for n in range(3)])",
    "await gather(*[asyncio.shield(meet(n)) for n in range(3)])",
    "sorted([await one for one in asyncio.as_completed([meet(n) for n in range(3)])])",
    "done, _ = await asyncio.wait({meet(0), meet(1), meet(2)})\nsorted(one.result() for one in done)",
    "async with asyncio.TaskGroup() as g:\n    ts = [g.create_task(meet(n)) for n in range(3)]\n[t.result() for t in ts]",
    "loop = asyncio.get_running_loop()\ntasks = [loop.create_task(meet(n)) for n in range(3)]\n[await t for t in tasks]",
    "class Box:\n    def __init__(self): self.tool = meet\nbox = Box()\nawait gather(*[box.tool(n) for n in range(3)])",
    "tools = {'meet': meet}\nasync def f(n): return await tools['meet'](n)\nawait gather(f(0), f(1), f(2))",
    "async def main():\n    return await gather(*map(via, range(3)))\nasyncio.run(main())",
    "parallel(meet, [0, 1, 2])",
    "await parallel(meet, range(3))",
    "def plain(): return parallel(meet, (n for n in range(3)))\nplain()",
]


@pytest.fixture(params=["process", "inprocess"])
def meeting(request, swept):
    """A session whose tools pass only if three of them run at once."""
    barrier = threading.Barrier(3)

    def meet(number: int) -> int:
        """Wait for two others."""
        barrier.wait(10)
        return number * 10

    with open_session(tools=[meet], executor=request.param, limits=PATIENT) as session:
        session.run(START)
        yield session


@pytest.fixture
def heard():
    """Run code in a worker; return what the host heard, frame by frame, and the session."""
    sessions = []

    def run(*codes, answer=lambda one: Reply(value=one.args[0])):
        frames = []

        def calls(requests):
            yield from ()
            frames.append([(one.id, *one.args) for one in requests])
            reads.append(requests[0].reads)
            return [answer(one) for one in requests]

        tools = [("f", "f(n)"), ("g", "g(n)")]
        session, reads = Session(executor=choose("process"), limits=PATIENT, tools=tools), []
        sessions.append(session)
        run.reads, run.session = reads, session
        for code in codes:
            run.seen = drive(session.run("import asyncio\n" + code, calls=calls, tell=lambda _: None))
        return frames

    yield run
    for session in sessions:
        session.close()


class TestTogether:
    @pytest.mark.parametrize("code", THREE)
    def test_three_at_once(self, meeting, code):
        """Whatever way code has to wait for several calls, they run at the same time; results are in order."""
        assert meeting.run(code)["value"] == [0, 10, 20]

    @pytest.mark.parametrize("code", THREE[:2] + THREE[-3:-1])
    async def test_async_host(self, code):
        """The same on the host's event loop, with tools that are async."""
        barrier = asyncio.Barrier(3)

        async def meet(number: int) -> int:
            """Wait for two others."""
            await barrier.wait()
            return number * 10

        with open_session(tools=[meet], executor="process", limits=PATIENT) as session:
            await session.arun(START)
            assert (await session.arun(code))["value"] == [0, 10, 20]

    def test_async_tools_of_a_blocking_host(self, meeting):
        """Tools that can only be awaited run together also where the host is not async."""
        barrier = threading.Barrier(2)

        async def meet(number: int) -> int:
            """Wait for another one."""
            barrier.wait(10)
            return number

        with open_session(tools=[meet], limits=PATIENT) as session:
            assert session.run("parallel(meet, [1, 2])")["value"] == [1, 2]


class TestNumbers:
    def test_by_evaluation(self, heard):
        """Calls are numbered as the code makes them, and sent once nothing else can go on."""
        code = "async def later(n):\n    await asyncio.sleep(0)\n    return await f(n)\n"
        frames = heard(code + "await asyncio.gather(later('a'), f('b'), later('c'))\nawait f('d')")
        assert frames == [[(1, "b"), (2, "a"), (3, "c")], [(4, "d")]]

    def test_from_one_in_each_action(self, heard):
        """Each action begins at one: in a new worker it makes the same numbers."""
        assert heard("f('a')", "f('b'), f('c')") == [[(1, "a")], [(1, "b")], [(2, "c")]]

    def test_plain_call_beside_waiting_ones(self, heard):
        """A plain call does not wait, and sends nothing but itself."""
        assert heard("t = asyncio.create_task(f('a'))\nf('b')\nawait t") == [[(2, "b")], [(1, "a")]]

    def test_values_as_they_were(self, heard):
        """What is passed is what it was when the call was made."""
        assert heard("a = [1]\nt = asyncio.create_task(f(a))\na.append(2)\nawait t") == [[(1, [1])]]

    def test_cancelled_before_sending(self, heard):
        """A call that is cancelled before it is sent is never made."""
        code = "t = asyncio.ensure_future(f('a'))\nt.cancel()\nawait asyncio.gather(f('b'))\n"
        frames = heard(code + "try:\n    await asyncio.wait_for(f('c'), 0)\nexcept TimeoutError:\n    print('late')")
        assert frames == [[(2, "b")]]
        assert heard.seen["output"] == "late\n"

    def test_left_waiting(self, heard):
        """A call that nobody waits for when the action ends is not made, and the output says so."""
        assert heard("async def a():\n    asyncio.ensure_future(f('a'))\nawait a()") == []
        assert heard.seen["output"].startswith("[1 tool call(s) were not made")
        assert heard("asyncio.ensure_future(f('a'))\nawait asyncio.sleep(0)\nfinal_answer(1)") == []
        assert (heard.seen["status"], heard.seen["output"][:27]) == ("final", "[1 tool call(s) were not ma")

    def test_left_by_cleaning_up(self, heard):
        """What a cancelled task leaves waiting is not made either, nor in the next action."""
        leaves = (
            "async def a():\n    try: await asyncio.sleep(9)\n    finally: kept.append(asyncio.ensure_future(f('a')))\n"
            "kept = []\nt = asyncio.create_task(a())\nawait asyncio.sleep(0)"
        )
        assert heard(leaves, "await asyncio.gather(f('b'))\nkept[0].cancelled()") == [[(1, "b")]]
        assert heard.seen["value"] is True

    def test_more_than_a_frame(self, heard):
        """More calls than one frame holds go in several."""
        assert [len(frame) for frame in heard("x = parallel(f, range(2500))\nassert x == list(range(2500))")] == [
            *(1000, 1000, 500)
        ]

    def test_timers_stand_still(self, heard):
        """The loop's clock does not count what the host took: a replay, where it takes nothing, is the same."""
        waits = "loop = asyncio.get_running_loop()\nasync with asyncio.timeout_at(loop.time() + 0.05):\n    x = await f(1)\n"
        code = waits + "f(1), await asyncio.wait_for(f(1), 0.01)\nx"
        heard(code, answer=lambda _: threading.Event().wait(0.1) or Reply(value=2))
        assert heard.seen["value"] == 2


class TestReads:
    def test_with_the_calls(self, heard):
        """What was read from clocks goes to the host with the next calls, the rest at the end."""
        heard("import time\ntime.time(); time.time()\nf(1)\nf(2)\ntime.time()\nf(3)\ntime.time()")
        assert [len(reads) for reads in heard.reads] == [2, 0, 1]
        assert len(heard.session.reads) == 4

    def test_paused_half_way(self, heard):
        """An action that is broken off keeps what it had read."""

        def broken_off(_):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            heard("import time\ntime.time()\nf(1)\ntime.time()", answer=broken_off)
        assert len(heard.session.reads) == 1


class TestErrors:
    def test_where_it_is_awaited(self, worker):
        """An error of a tool is raised where the code waits, with its line and the hint of a tool's error."""
        fault = worker.run("import asyncio\n\nawait asyncio.gather(double(1), broken('no'))")["fault"]
        assert (fault["type"], fault["message"], fault["line"]) == ("ValueError", "no", 3)
        assert fault["hint"].startswith("the tool raised this")

    def test_kept(self, worker):
        """`return_exceptions=True` holds for direct calls, too."""
        code = "import asyncio\nawait asyncio.gather(double(1), broken('no'), return_exceptions=True)"
        assert worker.run(code)["preview"] == "[2, ValueError('no')]"
        assert worker.run("parallel(broken, ['a'], return_exceptions=True)")["preview"] == "[ValueError('a')]"

    def test_in_a_group(self, worker):
        """In a `TaskGroup` it is one of a group."""
        code = "import asyncio\ntry:\n    async with asyncio.TaskGroup() as g: g.create_task(broken('a'))\n"
        assert (
            worker.run(code + "except* ValueError as e:\n    print(e.exceptions)")["output"] == "(ValueError('a'),)\n"
        )

    def test_first_of_parallel(self, heard):
        """`parallel` raises the first error once all calls have ended."""
        frames = heard("parallel(f, [1, 2, 3])", answer=lambda one: Reply(error=("KeyError", f"{one.args[0]}")))
        assert frames == [[(1, 1), (2, 2), (3, 3)]]
        assert heard.seen["fault"]["message"] == "'1'"

    def test_arguments(self, worker):
        """What cannot cross is an error where the call stands; no call beside it is made."""
        fault = worker.run("import asyncio\nawait asyncio.gather(\n    double(1),\n    double(len))")["fault"]
        assert (fault["type"], fault["line"]) == ("TypeError", 4)
        assert "plain data" in worker.run("parallel(double, [1, len])")["fault"]["message"]

    def test_parallel_of_functions(self, worker):
        """`parallel` takes tools, not functions of the code, and says what to write."""
        worker.run("def own(x): return x")
        for wrong in ("own", "len", "'double'", "print", "parallel", "lambda x: double(x)"):
            fault = worker.run(f"parallel({wrong}, [1])")["fault"]
            assert fault["type"] == "TypeError"
            assert "[f(x) for x in items]" in fault["message"]

    def test_parallel_passes_on(self, heard):
        """Each item is one argument, also a tuple; named arguments go to every call."""
        frames = heard("parallel(f, [(1, 2), [3]], k=1)", answer=lambda one: Reply(value=one.kwargs))
        assert (frames, heard.seen["value"]) == ([[(1, (1, 2)), (2, [3])]], [{"k": 1}, {"k": 1}])


class TestSizes:
    def test_arguments_over_a_frame(self):
        """Calls that are too large for one frame together are made in several."""
        with open_session(tools=[length], limits=Limits(frame_bytes=1 << 20)) as session:
            assert session.run("parallel(length, ['a' * 400_000] * 5)")["value"] == [400_000] * 5
            seen = session.run("parallel(length, ['a', 'a' * 2_000_000], return_exceptions=True)")
            assert "length(): the arguments are too large" in seen["preview"]

    def test_results_over_a_frame(self):
        """Results that are too large for one frame together come in several; one that is too large is an error."""
        with open_session(tools=[text], limits=Limits(frame_bytes=1 << 20)) as session:
            assert session.run("[len(t) for t in parallel(text, [400_000] * 5)]")["value"] == [400_000] * 5
            seen = session.run("[type(t).__name__ for t in parallel(text, [9, 2_000_000], return_exceptions=True)]")
            assert seen["value"] == ["str", "ValueError"]


class TestCeiling:
    @pytest.mark.parametrize("code", ["parallel(note, range(5))", "await asyncio.gather(*[note(n) for n in range(5)])"])
    def test_inside_a_frame(self, code):
        """The calls up to the ceiling are made, those beyond are not, and the action ends; variables stay."""
        made = []

        def note(number: int) -> None:
            """Remember the number."""
            made.append(number)

        with open_session(tools=[note], limits=PATIENT, tool_calls=3) as session:
            session.run("import asyncio\nkept = 1")
            code = f"try:\n    {code}\nexcept Exception:\n    print('caught')\nfinally:\n    note(9)"
            seen = session.run(code)
            assert (seen["status"], seen["fault"]["type"], seen["output"]) == ("limit", "BudgetExceeded", "")
            assert sorted(made) == [0, 1, 2]
            assert session.run("kept")["value"] == 1


class TestFinalizers:
    def test_cannot_leave_a_call(self, worker):
        """A finalizer that runs while the host has the word can make no call, and leave none."""
        code = (
            "import asyncio\ninner = []\ndef g():\n    try: yield\n"
            "    finally:\n        try: asyncio.create_task(double(7))\n        except RuntimeError as e: inner.append(1)\n"
            "def arm():\n    x = g(); next(x); c = [x]; c.append(c)\narm()\n"
            "r = await asyncio.gather(*[double(n) for n in range(500)])\nr == [2 * n for n in range(500)]"
        )
        assert worker.run(code)["value"] is True


class TestLanguage:
    @pytest.mark.parametrize(
        "code",
        [
            "def gather(*values): return list(values)\ngather(double(1), *[double(2)])",
            "def wait(values): return list(values)\nawait asyncio.sleep(0)\nwait([double(n) for n in (1, 2)])",
            "class Box:\n    def shield(self, value): return [value, 4]\nawait asyncio.sleep(0)\nBox().shield(double(1))",
            "class box:\n    def create_task(value): return [value, 4]\nawait asyncio.sleep(0)\nbox.create_task(double(1))",
        ],
    )
    def test_names_of_the_code(self, worker, code):
        """A function of the code's own with a name of asyncio's gets values, as ever."""
        assert worker.run("import asyncio\n" + code)["value"] == [2, 4]

    @pytest.mark.parametrize(
        ("code", "line", "marks"),
        [
            ("async def f(x): pass\nawait f(\n    1,\n    2)", 2, ""),
            ("x = 5\nawait x(1) + 1", 2, "      ^^^^"),
            ("import asyncio\nx = None\nawait asyncio.gather(x(1), x(2))", 3, "                     ^^^^"),
        ],
    )
    def test_lines_and_carets(self, worker, code, line, marks):
        """Errors of such calls stand where they stood."""
        fault = worker.run(code)["fault"]
        assert fault["line"] == line
        assert not marks or f"    {marks}\n" in fault["trace"]

    def test_starred(self, worker):
        """Starred and named arguments are passed on, and a wrong one names the tool."""
        assert worker.run("a, k = [1], {}\nawait double(*a, **k)")["value"] == 2
        assert worker.run("await double(**{'number': 4})")["value"] == 8
        assert worker.run("await double(**5)")["fault"]["message"].startswith("tools.double() argument after **")


def length(text: str) -> int:
    """Return the length."""
    return len(text)


def text(size: int) -> str:
    """Return a text."""
    return "a" * size
