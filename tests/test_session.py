"""The sandbox alone, in every executor: what a user sees of an action."""

import os
import signal
import time

import pytest
from sample import QUICK, double, later

from codenode import ConfigurationError, Limits, ToolError, open_session


def swell(size: int) -> str:
    """Return a long text."""
    return "a" * size


class TestRun:
    def test_value(self, session):
        """The value of the last expression comes back as data, and as text for the model."""
        seen = session.run("x = 21\nx * 2")
        assert (seen["status"], seen["value"], seen["preview"]) == ("ok", 42, "42")

    def test_variables_persist(self, session):
        """What one action defines the next one uses; the observation lists it."""
        session.run("x = [1]\ndef f(): return len(x)")
        seen = session.run("x.append(2)\nf()")
        assert seen["value"] == 2
        assert {"name": "x", "type": "list", "shape": "of 2"} in seen["variables"]

    def test_print(self, session):
        """Printed text is the output, with sep and end as in Python."""
        assert session.run("print(1, 'a', sep='-', end='!')")["output"] == "1-a!"

    def test_value_is_plain_json(self, session):
        """Tuples, sets, dates and int keys become plain JSON; the preview shows the real thing."""
        seen = session.run("import datetime\n{1: (2, {3}), 'd': datetime.date(2026, 1, 2)}")
        assert seen["value"] == {"1": [2, [3]], "d": "2026-01-02"}
        assert seen["preview"] == "{1: (2, {3}), 'd': datetime.date(2026, 1, 2)}"

    def test_value_without_json(self, session):
        """What has no JSON form is its preview."""
        assert session.run("float('nan')")["value"] == "nan"

    def test_big_integer(self, session):
        """An integer too long to write is described."""
        assert "bits" in session.run("10 ** 100000")["value"]

    def test_final_answer(self, session):
        """The answer ends the action at once, through except and finally."""
        code = "try:\n    final_answer((1, 2))\nexcept Exception:\n    print('caught')\nfinally:\n    print('f')"
        seen = session.run(code)
        assert (seen["status"], seen["value"], seen["output"]) == ("final", [1, 2], "f\n")

    def test_several_final_values(self, session):
        """Two values are refused with the way to write them as one."""
        assert "final_answer([first, second])" in session.run("final_answer(1, 2)")["fault"]["message"]

    def test_swallowed_final_answer(self, session):
        """A context manager that swallows everything does not swallow the answer."""
        code = (
            "class Deaf:\n    def __enter__(self): return self\n    def __exit__(self, *a): return True\n"
            "with Deaf():\n    final_answer(5)\nprint('after')"
        )
        seen = session.run(code)
        assert (seen["status"], seen["value"]) == ("final", 5)
        assert session.run("1")["value"] == 1

    def test_long_final_answer(self, session):
        """A final answer is whole or refused, never cut."""
        assert session.run("final_answer(list(range(20_000)))")["value"] == list(range(20_000))
        seen = session.run("final_answer(list(range(1_000_000)))")
        assert (seen["status"], "answer with less" in seen["fault"]["message"]) == ("limit", True)

    def test_forged_final_answer(self, session):
        """Raising the answer's own exception without an answer is an error of the code."""
        code = (
            "class Thief:\n    def __enter__(self): return self\n    def __exit__(self, kind, *a):\n"
            "        if kind is not None: self.kind = kind\n        return True\n"
            "t = Thief()\nwith t:\n    1 / 0\nwith t:\n    final_answer(1)"
        )
        session.run(code)
        assert session.run("raise t.kind")["status"] == "error"

    def test_preview_of_long_data(self, session):
        """A long value is shown by its head and its size."""
        seen = session.run("list(range(1_000_000))")
        assert seen["truncated"]
        assert "list of 1,000,000" in seen["value"]


class TestFaults:
    def test_error(self, session):
        """An exception is an observation with its line; the variables stay."""
        seen = session.run("x = 1\n\nx / 0")
        assert (seen["status"], seen["fault"]["type"], seen["fault"]["line"]) == ("error", "ZeroDivisionError", 3)
        assert session.run("x")["value"] == 1

    def test_error_in_a_function(self, session):
        """The line is the deepest one of this action."""
        assert session.run("def f():\n    return {}['k']\nf()")["fault"]["line"] == 2

    @pytest.mark.parametrize("code", ["x = (1", "  x = 1", "x = '", "\0"])
    def test_syntax_error(self, session, code):
        """Code that does not parse is rejected before it runs."""
        assert session.run(code)["status"] == "rejected"

    def test_refused_import(self, session):
        """A refused import says what is allowed."""
        fault = session.run("import os")["fault"]
        assert fault["type"] == "ModuleNotFoundError"
        assert "json" in fault["message"]

    @pytest.mark.parametrize("code", ["exit()", "quit()", "import sys; sys.exit()", "raise SystemExit"])
    def test_exit(self, session, code):
        """Leaving the interpreter is an error with a way out, and the session lives."""
        seen = session.run(code)
        assert seen["fault"] is not None
        assert session.run("1")["value"] == 1

    def test_deep_recursion(self, session):
        """Endless recursion is a RecursionError with a hint."""
        fault = session.run("def f(n):\n    return f(n + 1)\nf(0)")["fault"]
        assert (fault["type"], "loop" in fault["hint"]) == ("RecursionError", True)

    def test_input(self, session):
        """Nobody answers input(), and the code is told."""
        assert "input" in session.run("input('name?')")["fault"]["message"]

    def test_hostile_message(self, session):
        """An exception whose text cannot be made is still an observation."""
        seen = session.run("class E(Exception):\n    def __str__(self): return 1 / 0\nraise E()")
        assert seen["fault"]["type"] == "E"

    def test_hostile_repr(self, session):
        """A value whose repr fails is still an observation."""
        seen = session.run("class C:\n    def __repr__(self): return 1 / 0\nC()")
        assert seen["status"] == "error"
        assert session.run("1")["value"] == 1

    def test_lone_surrogate(self, session):
        """Text that is no valid Unicode crosses unharmed."""
        assert session.run("'\\ud800'")["value"] == "\ud800"


class TestLimits:
    def test_endless_loop(self, session):
        """The soft interrupt ends the loop and keeps the variables."""
        session.run("x = 5")
        seen = session.run("print('begun')\nwhile True: pass")
        assert (seen["status"], seen["output"]) == ("timeout", "begun\n")
        assert session.run("x")["value"] == 5

    def test_swallowing_loop(self, session):
        """Code that catches everything it can is ended all the same."""
        seen = session.run("while True:\n    try:\n        while True: pass\n    except:\n        pass")
        assert seen["status"] == "timeout"

    def test_c_loop(self, worker):
        """A C loop that no signal reaches is killed; the next action runs in a fresh worker."""
        worker.run("x = 1")
        seen = worker.run("sum(range(10 ** 11))")
        assert (seen["status"], "x" in seen["fault"]["hint"]) == ("timeout", True)
        fault = worker.run("x")["fault"]
        assert (fault["type"], "earlier variables are gone (x)" in fault["hint"]) == ("NameError", True)

    def test_much_output(self, session):
        """Ten megabytes of output are cut; head and tail are there, and the gap is told."""
        seen = session.run("print('a' * 10_000_000)\nprint('the end')")
        assert seen["truncated"]
        assert len(seen["output"]) < 110_000
        assert seen["output"].endswith("the end\n")
        assert "characters left out" in seen["output"]

    def test_many_prints(self, session):
        """Many small prints are cut the same way."""
        seen = session.run("for i in range(50_000): print(i)")
        assert seen["truncated"]
        assert seen["output"].endswith("49999\n")

    def test_memory(self):
        """A memory bomb is an observation that names the limit; the variables stay."""
        limits = Limits(seconds=5, memory_bytes=300 << 20)
        with open_session(limits=limits) as session:
            session.run("x = 1")
            seen = session.run("b = 'a' * (1 << 30)")
            assert (seen["status"], seen["fault"]["type"]) == ("limit", "MemoryError")
            assert session.run("x")["value"] == 1

    def test_huge_tool_argument(self):
        """A frame over the ceiling is refused on the way out and on the way back; the session lives."""
        with open_session(tools=[later, swell], limits=Limits(frame_bytes=100_000)) as session:
            assert "too large" in session.run("later('a' * 200_000)")["fault"]["message"]
            assert "too large" in session.run("swell(200_000)")["fault"]["message"]
            assert session.run("1")["value"] == 1


class TestTools:
    def test_call(self, session):
        """A tool is a function of the code, by position and by name, in a loop."""
        assert session.run("[double(1), double(number=2)] + [double(n) for n in range(3)]")["value"] == [2, 4, 0, 2, 4]

    def test_async_tool(self, session):
        """A tool that can only be awaited is called like any other."""
        assert session.run("later('x')")["value"] == "x"

    def test_failing_tool(self, session):
        """What a tool raises is raised in the code, and can be caught there."""
        assert session.run("try:\n    broken('no')\nexcept ValueError as e:\n    r = str(e)\nr")["value"] == "no"

    @pytest.mark.parametrize(
        ("call", "said"),
        [
            ("double()", "misses number"),
            ("double(1, 2)", "positional"),
            ("double(n=1)", "'n'"),
            ("double(nubmer=1)", "did you mean 'number'?"),
            ("double('x')", "double(number: int)"),
            ("double(1, 2)", "double(number: int)"),
        ],
    )
    def test_wrong_call(self, session, call, said):
        """A wrong call is a TypeError that says what the tool takes."""
        fault = session.run(call)["fault"]
        assert (fault["type"], said in fault["message"]) == ("TypeError", True)

    def test_unsendable_argument(self, session):
        """An argument that is no data is told, and what to pass instead."""
        assert "plain data" in session.run("double(print)")["fault"]["message"]

    def test_tool_that_returns_no_data(self):
        """A result that is no data is an error in the code that names the developer's remedy."""

        def thing(name: str) -> object:
            """Return an object."""
            return object()

        with open_session(tools=[thing]) as session:
            assert "plain data" in session.run("thing('a')")["fault"]["message"]

    def test_time_in_a_tool_does_not_count(self):
        """Waiting for a slow tool is not the code's time."""

        def slow(text: str) -> str:
            """Wait."""
            time.sleep(1.6)
            return text

        with open_session(tools=[slow], limits=QUICK) as session:
            assert session.run("slow('x')")["value"] == "x"

    def test_ceiling_of_calls(self):
        """The call over the ceiling ends the action, whatever the code catches."""
        with open_session(tools=[double], tool_calls=2) as session:
            seen = session.run(
                "n = 0\nwhile True:\n    try:\n        double(n)\n    except Exception: pass\n    n += 1"
            )
            assert (seen["status"], seen["fault"]["type"]) == ("limit", "BudgetExceeded")

    def test_data_survives_the_crossing(self):
        """Arguments and results are real Python data on both sides."""
        import datetime as dt

        seen = []

        def keep(value: object) -> object:
            """Keep a value."""
            seen.append(value)
            return {"when": dt.date(2026, 1, 2), "pair": (1, 2), 3: {4}, "raw": b"x", "big": 2**70}

        with open_session(tools=[keep]) as session:
            got = session.run(
                "import datetime\nr = keep({(1, 2): [datetime.timedelta(3), 1.5, None]})\n"
                "[r['when'].year, type(r['pair']).__name__, r[3] == {4}, r['raw'], r['big'] == 2**70]"
            )
        assert seen == [{(1, 2): [dt.timedelta(3), 1.5, None]}]
        assert got["preview"] == "[2026, 'tuple', True, b'x', True]"


class TestFiles:
    def test_open(self, tmp_path):
        """The code reads the files it was given, by their names."""
        (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n")
        with open_session(files=[tmp_path / "a.csv"]) as session:
            code = "import csv\nwith open('a.csv') as f: rows = list(csv.DictReader(f))\nsum(int(r['y']) for r in rows)"
            assert session.run(code)["value"] == 6

    @pytest.mark.parametrize("name", ["/etc/passwd", "../secret", "b.csv", "a.csv/../../secret"])
    def test_no_other_files(self, tmp_path, name):
        """Any other path does not exist, and the code is told which do."""
        (tmp_path / "secret").write_text("s")
        (tmp_path / "a.csv").write_text("x")
        with open_session(files=[tmp_path / "a.csv"]) as session:
            fault = session.run(f"open({name!r}).read()")["fault"]
        assert (fault["type"], "a.csv" in fault["message"]) == ("FileNotFoundError", True)

    def test_read_only(self, session):
        """Writing is refused with a hint."""
        assert "read only" in session.run("open('x', 'w')")["fault"]["message"]

    def test_missing_file(self):
        """A file that does not exist is the developer's error."""
        with pytest.raises(ConfigurationError, match="does not exist"):
            open_session(files=["nowhere.csv"])


class TestLoss:
    def test_killed_between_actions(self, worker):
        """A worker killed between actions is an observation that names what is gone, then a fresh worker."""
        worker.run("x = 1")
        os.kill(worker._session.connection.pid, signal.SIGKILL)
        seen = worker.run("x")
        assert (seen["status"], "x" in seen["fault"]["hint"]) == ("lost", True)
        assert worker.run("2")["value"] == 2

    def test_killed_in_an_action(self, worker):
        """A worker killed in the middle of an action is an observation."""

        def kill(n: int) -> int:
            """Kill the worker from outside."""
            os.kill(session._session.connection.pid, signal.SIGKILL)
            return n

        with open_session(tools=[kill]) as session:
            assert session.run("print('a')\nkill(1)")["status"] == "lost"
            assert session.run("1")["value"] == 1

    def test_nothing_left_behind(self, worker):
        """Closing ends the process and removes the scratch folder."""
        worker.run("1")
        pid, folder = worker._session.connection.pid, worker._session._folder
        worker.close()
        assert not folder.exists()
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


class TestAsync:
    async def test_same_answers(self):
        """The async door runs the same actions."""
        async with open_session(tools=[double, later]) as session:
            assert (await session.arun("x = double(2)\nx"))["value"] == 4
            assert (await session.arun("later('a') * x"))["value"] == "aaaa"

    async def test_timeout(self):
        """A loop is interrupted without blocking the event loop."""
        async with open_session(limits=QUICK) as session:
            assert (await session.arun("while True: pass"))["status"] == "timeout"
            assert (await session.arun("1"))["value"] == 1

    async def test_cancel(self):
        """A cancelled action ends its worker."""
        import asyncio

        async with open_session() as session:
            await session.arun("1")
            pid = session._session.connection.pid
            task = asyncio.create_task(session.arun("while True: pass"))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)


class TestOpen:
    @pytest.mark.parametrize("name", ["docker", "wasm", "remote"])
    def test_later_executors(self, name):
        """Executors that the design names for later say so."""
        with pytest.raises(ConfigurationError, match="not yet"):
            open_session(executor=name)

    def test_unknown_executor(self):
        """An unknown executor is told what there is."""
        with pytest.raises(ConfigurationError, match="process"):
            open_session(executor="cloud")

    def test_wrong_limit(self):
        """A limit that is no positive number is named."""
        with pytest.raises(ConfigurationError, match="seconds=0"):
            Limits(seconds=0)

    @pytest.mark.parametrize("wrong", [{"seconds": float("inf")}, {"memory_bytes": 2e9}])
    def test_limit_the_kernel_cannot_take(self, wrong):
        """Endless seconds and broken bytes are named here, not by a worker that does not start."""
        with pytest.raises(ConfigurationError, match=next(iter(wrong))):
            Limits(**wrong)

    def test_dangerous_import(self):
        """A module that breaks any policy is refused by name."""
        with pytest.raises(ConfigurationError, match="subprocess"):
            open_session(imports=["subprocess"])

    def test_inprocess_takes_no_libraries(self):
        """Third-party native code has no place in the host's process."""
        with open_session(imports=["numpy"], executor="inprocess") as session, pytest.raises(ConfigurationError):
            session.run("1")

    def test_two_tools_of_one_name(self):
        """Two tools of one name are refused."""
        with pytest.raises(ToolError, match="double"):
            open_session(tools=[double, double])


class TestConcurrency:
    def test_two_threads(self, worker):
        """A second action at the same time is refused; the first one is not disturbed."""
        import threading

        worker.run("1")
        seen = []
        thread = threading.Thread(target=lambda: seen.append(worker.run("import time\ntime.sleep(0.5)\n'done'")))
        thread.start()
        time.sleep(0.2)
        with pytest.raises(ConfigurationError, match="already"):
            worker.run("2")
        thread.join()
        assert seen[0]["value"] == "done"
        assert worker.run("3")["value"] == 3

    def test_closed(self, worker):
        """A closed session runs nothing more."""
        worker.close()
        with pytest.raises(ConfigurationError, match="closed"):
            worker.run("1")

    async def test_cancel_while_busy(self):
        """A cancellation that comes with a frame is not dropped."""
        import asyncio

        async def quick(number: int) -> int:
            """Give the number back."""
            return number

        async with open_session(tools=[quick]) as session:
            await session.arun("1")
            for _ in range(5):
                task = asyncio.create_task(session.arun("while True: quick(1)"))
                await asyncio.sleep(0.15)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await asyncio.wait_for(task, 3)

    async def test_cancel_while_starting(self):
        """A worker that was starting when its caller was cancelled does not stay."""
        import asyncio
        import gc

        for wait in (0, 0.001, 0.003, 0.02, 0.05):
            session = open_session()
            task = asyncio.create_task(session.arun("1\nwhile True: pass"))
            await asyncio.sleep(wait)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await asyncio.sleep(0.3)
            session.close()
        gc.collect()  # a process or a socket left behind would warn, and warnings are errors
        assert not [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]


class TestOddTools:
    def test_exit(self):
        """A tool that exits fails; the host stays."""

        def leave(code: int) -> int:
            """Exit."""
            raise SystemExit(code)

        with open_session(tools=[leave]) as session:
            assert "SystemExit" in str(session.run("leave(3)")["fault"])

    def test_result_that_breaks_when_read(self):
        """A result whose own code fails while it is read is an error in the code."""

        class Frame:
            def to_dict(self, how):
                raise KeyError("gone")

        Frame.__module__ = "pandas.core"

        def frame(n: int) -> object:
            """Return a broken frame."""
            return {"x": Frame()}

        with open_session(tools=[frame]) as session:
            assert "plain data" in session.run("frame(1)")["fault"]["message"]
