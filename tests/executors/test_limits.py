"""Each limit is tripped for real: the observation names it, and the variables stay where they can."""

import os
import sys
from pathlib import Path

import pytest

from codenode import ConfigurationError, Limits, open_session
from codenode.escapes.workers import RawExecutor
from codenode.executors.choose import reason
from codenode.executors.process import BOOT, ProcessExecutor

# What is not tried below is wide, so that no other limit trips first.
SMALL = {
    "seconds": 0.3,
    "cpu_seconds": 0.3,
    "memory_bytes": 256 << 20,
    "output_bytes": 1_000,
    "value_bytes": 500,
    "answer_bytes": 1_000,
    "artifact_bytes": 1_000,
    "frame_bytes": 1 << 16,
    "recursion": 300,
    "open_files": 20,
    "file_bytes": 1 << 20,
    "scratch_bytes": 2 << 20,
    "processes": 0,
}
LOOP = "while True: pass"
CASES = [
    ("seconds", "timeout", LOOP),
    ("seconds", "timeout", "import time\ntime.sleep(0.2)\ntime.sleep(0.2)"),
    ("cpu_seconds", "timeout", LOOP),
    ("memory_bytes", "limit", "b'a' * (1 << 30)"),
    ("memory_bytes", "limit", "kept_too = []\nwhile True: kept_too.append(bytearray(1 << 20))"),
    ("output_bytes", "ok", "for n in range(1_000): print(n)"),
    ("value_bytes", "ok", "list(range(1_000))"),
    ("value_bytes", "ok", "'a' * 1_000"),
    ("value_bytes", "ok", "class A:\n    def __repr__(self): return 'a' * 1_000\nA()"),
    ("answer_bytes", "limit", "final_answer('a' * 1_001)"),
    ("artifact_bytes", "limit", "final_answer(bytes(1_001))"),
    ("frame_bytes", "error", "double('a' * 70_000)"),
    ("frame_bytes", "error", "large(70_000)"),
    ("frame_bytes", "limit", "final_answer('a' * 70_000)"),
    ("frame_bytes", "rejected", f"# {'a' * 70_000}"),
    ("recursion", "limit", "def f(): f()\nf()"),
    ("recursion", "limit", "class A:\n    def __repr__(self): return repr(self)\nA()"),
]
# The language layer writes no files and starts nothing: these are what a library, or an escape, runs into.
RAW_CASES = [
    ("open_files", "limit", "files = [open('/dev/null') for _ in range(99)]"),
    ("file_bytes", "limit", "open('f', 'wb').write(bytes(2 << 20))"),
    ("scratch_bytes", "limit", "for n in range(9): open(f'f{n}', 'wb').write(bytes(900_000))"),
    ("scratch_bytes", "limit", "for n in range(9_999): open(f'f{n}', 'wb').close()"),
    ("processes", "limit", "import os\nos.fork() or os._exit(0)"),
    ("processes", "limit", "import _thread\n_thread.start_new_thread(print, ())"),
]
OWN = {
    "inprocess": {
        "seconds",
        "cpu_seconds",
        "output_bytes",
        "value_bytes",
        "answer_bytes",
        "artifact_bytes",
        "frame_bytes",
        "recursion",
    }
}
JAIL = pytest.mark.skipif(sys.platform != "linux" or bool(reason()), reason="no jail on this machine")
EXECUTORS = [pytest.param("sandbox", marks=JAIL), "process", "inprocess"]


class RawProcess(ProcessExecutor):
    """A worker process without the language layer and without a jail."""

    boot = BOOT.replace("; from", "; import codenode.escapes.raw_worker; from", 1)


def double(value: object) -> object:
    """Give it back."""
    return value


def large(size: int) -> str:
    """Return much."""
    return "a" * size


def small(limit):
    """Return limits of which one is small."""
    roomy = {"answer_bytes": 1 << 20, "seconds": 20, "grace": 20}
    return Limits(**{**roomy, limit: SMALL[limit]})


def everything(seen):
    """Return all the text of an observation."""
    fault = seen["fault"] or {"message": "", "hint": ""}
    return f"{seen['output']} {seen['preview']} {fault['message']} {fault['hint']}"


@pytest.mark.parametrize("executor", EXECUTORS)
class TestLimits:
    @pytest.mark.parametrize(("limit", "status", "code"), CASES)
    def test_trips(self, executor, limit, status, code):
        """A limit that is passed is an observation with its name, and the variables stay."""
        if limit not in OWN.get(executor, {limit}):
            pytest.skip("the host's process is not ours to bound")
        with open_session(executor=executor, limits=small(limit), tools=[double, large]) as session:
            session.run("kept = 1")
            seen = session.run(code)
            assert (seen["status"], f"limit {limit}" in everything(seen)) == (status, True), seen
            assert session.run("kept")["value"] == 1
        assert seen["truncated"] is (limit in {"output_bytes", "value_bytes"})

    def test_said(self, executor):
        """Where the variables stay after an error, the model is told so."""
        with open_session(executor=executor, limits=small("recursion")) as session:
            assert "The variables are kept" in session.run("def f(): f()\nf()")["fault"]["hint"]

    def test_emoji(self, executor):
        """Output whose every character takes twelve bytes on the wire fits into the smallest frames."""
        with open_session(executor=executor, limits=small("frame_bytes")) as session:
            assert len(session.run("print(chr(0x1F600) * 50_000)")["output"]) == 50_001

    def test_caught_by_the_code(self, executor):
        """What is raised in the code can be caught there: no limit has ended the action then."""
        with open_session(executor=executor, limits=small("recursion")) as session:
            assert session.run("def f(): f()\ntry: f()\nexcept RecursionError: x = 1\nx")["value"] == 1

    def test_a_tools_own_error(self, executor):
        """An error of a tool's own machine is not taken for a limit of the session's."""

        def full() -> None:
            """Fail as on a full disk."""
            raise MemoryError

        with open_session(executor=executor, tools=[full]) as session:
            seen = session.run("full()")
        assert (seen["status"], "limit" in seen["fault"]["hint"]) == ("error", False)


@pytest.mark.parametrize("limit", ["seconds", "cpu_seconds"])
@pytest.mark.parametrize("executor", EXECUTORS[:2])
class TestKilled:
    def test_named(self, executor, limit):
        """What ignores the interrupt is killed; the limit, the grace and the lost variables are named."""
        with open_session(executor=executor, limits=Limits(**{"seconds": 20, limit: 0.3, "grace": 0.3})) as session:
            session.run("lost_too = 1\nlost = 2")
            seen = session.run("print('begun')\nsum(range(10 ** 11))")
            assert session.run("1")["value"] == 1
        assert (seen["status"], seen["output"]) == ("timeout", "begun\n")
        assert f"limit {limit}: 0.3, then 0.3 s of grace" in seen["fault"]["message"]
        assert seen["fault"]["hint"] == "variables lost: lost, lost_too; define them again"

    async def test_async(self, executor, limit):
        """So it is on an event loop."""
        limits = Limits(**{"seconds": 20, limit: 0.3, "grace": 0.3})
        async with open_session(executor=executor, limits=limits) as session:
            seen = await session.arun("sum(range(10 ** 11))")
            assert f"limit {limit}" in seen["fault"]["message"]
            assert (await session.arun("1"))["value"] == 1


class TestProcessorTime:
    def test_waiting_is_free(self):
        """Code that sleeps uses no processor time."""
        with open_session(limits=Limits(seconds=20, cpu_seconds=0.3)) as session:
            assert session.run("import time\ntime.sleep(0.6)\n1")["value"] == 1

    def test_each_action_anew(self):
        """An action is not charged for those before it."""
        with open_session(limits=Limits(seconds=20, cpu_seconds=0.5)) as session:
            work = "total = 0\nfor n in range(2_000_000): total += n"
            assert [session.run(work)["status"] for _ in range(8)] == ["ok"] * 8


@pytest.fixture(scope="class", params=[pytest.param(RawExecutor, marks=JAIL), RawProcess])
def raw(request):
    """Return an executor whose workers run any Python."""
    made = request.param()
    yield made
    if isinstance(made, RawExecutor):
        made.close()


class TestOperatingSystem:
    @pytest.mark.parametrize(("limit", "status", "code"), RAW_CASES)
    def test_trips(self, raw, limit, status, code):
        """What the system refuses is named, too, and the variables stay."""
        if raw.level == "process" and (limit == "scratch_bytes" or (limit == "processes" and os.geteuid() == 0)):
            pytest.skip("a process has no such ceiling, and root none of processes")
        with open_session(executor=raw, limits=small(limit)) as session:
            session.run("kept = 1")
            seen = session.run(code)
            assert (seen["status"], f"limit {limit}: " in seen["fault"]["hint"]) == (status, True), seen
            assert session.run("print(kept)")["output"] == "1\n"


class TestLarge:
    def test_observation(self):
        """An observation that is over the ceiling of frames is told, and nothing is lost."""
        few = Limits(frame_bytes=1 << 16, value_bytes=1 << 20)
        with open_session(limits=few) as session:
            session.run("kept = 1")
            seen = session.run("['a' * 1_000] * 90")
            assert (seen["status"], "limit frame_bytes" in seen["fault"]["message"]) == ("limit", True)
            assert seen["variables"] == [{"name": "kept", "type": "int"}]
            assert session.run("kept")["value"] == 1

    def test_display(self):
        """A figure over its ceiling is left out, and the ceiling named."""
        pytest.importorskip("matplotlib")
        code = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"
        with open_session(imports=["matplotlib"], limits=Limits(display_bytes=1_000)) as session:
            seen = session.run(code)
        assert ("limit display_bytes: 1,000" in seen["output"], "displays" in seen) == (True, False)


class TestWrong:
    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"seconds": 0}, "above 0"),
            ({"cpu_seconds": 0.0}, "above 0"),
            ({"memory_bytes": 0}, "at least 1"),
            ({"processes": -1}, "above 0"),
            ({"processes": 0.5}, "whole number"),
            ({"frame_bytes": 1_000}, "at least 65,536"),
        ],
    )
    def test_named(self, wrong, said):
        """A value that cannot be is refused, by its name and with what would be right."""
        with pytest.raises(ConfigurationError, match=rf"limit {next(iter(wrong))}=.*{said}"):
            Limits(**wrong)


class TestTable:
    def test_documented(self):
        """Every limit has its row in the documentation."""
        text = (Path(__file__).parents[2] / "docs/limits.md").read_text(encoding="utf-8")
        assert [name for name in Limits.__slots__ if f"| `{name}` |" not in text] == []

    def test_tried(self):
        """Every limit is tried: here, or in the tests of what it bounds."""
        untried = {
            "grace",
            "display_bytes",
            "table_bytes",
            "start_seconds",
            "snapshot_bytes",
        }  # above; the tests of the hostile worker, of files and of snapshots
        assert {case[0] for case in CASES + RAW_CASES} | untried == set(Limits.__slots__)
