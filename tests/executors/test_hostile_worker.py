"""A worker that lies, floods, stalls or dies is an observation, never a crash or a hang."""

import json
import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sample import double

from codenode import ExecutorError, Limits, open_session
from codenode.testing import FakeExecutor
from codenode.worker.frames import HEADER, pack

LIMITS = Limits(seconds=0.3, grace=0.2, frame_bytes=100_000, output_bytes=1_000, start_seconds=2)
DONE = {"type": "done", "status": "ok", "value": 1, "preview": "1", "fault": None, "truncated": False, "variables": []}

FAULT = {"type": "E", "message": "m", "line": 1, "hint": ""}


def raw(text: str) -> bytes:
    """Return a frame with any body."""
    return HEADER.pack(len(text)) + text.encode()


def played(part):
    """Run one action with a worker that plays the part; return the observation and the connection."""
    executor = FakeExecutor(part)
    with open_session(executor=executor, tools=[double], limits=LIMITS) as session:
        return session.run("1"), executor.connections[0]


CALL = {"id": 1, "tool": "double", "args": [2], "kwargs": {}}


def called(calls, **more):
    """Return a frame of calls."""
    return raw(json.dumps({"type": "calls", "calls": calls, **more}))


SHOWN = {"type": "display", "mime": "image/png", "data": "iVBORw0KGgo=", "text": "1x1"}
ENDED = {**DONE, "status": "final"}
FILE = {"name": "a.bin", "mime": "application/octet-stream", "data": "aGVsbG8="}
LIES = {
    "garbage": b"\xff\xfe\xfd\xfc" * 10,
    "oversize": struct.pack("<I", 0xFFFFFFFF),
    "no json": raw("nope"),
    "no object": raw("[1]"),
    "no type": raw("{}"),
    "unknown type": raw('{"type":"hello"}'),
    "deep": raw('{"type":"done","value":' + "[" * 9_000 + "]" * 9_000 + "}"),
    "nan": raw('{"type":"done","value":NaN}'),
    "huge integer": raw('{"type":"done","value":' + "9" * 9_000 + "}"),
    "a key twice": raw('{"type":"done","status":"lost","status":"ok"}'),
    "a key twice inside": raw('{"type":"done","status":"ok","value":{"a":1,"a":2}}'),
    "infinity": raw('{"type":"done","value":-Infinity}'),
    "nan in a call": raw('{"type":"calls","calls":[{"id":1,"tool":"double","args":[NaN],"kwargs":{}}]}'),
    "no utf-8": HEADER.pack(2) + b'"\xff',
    "two values": raw('{"type":"output","text":"a"}{}'),
    "empty": HEADER.pack(0),
    "no output": raw('{"type":"output","text":""}'),
    "a value larger than agreed": raw(json.dumps({**DONE, "value": "a" * 30_000})),
    "a list larger than agreed": raw(json.dumps({**DONE, "value": [1] * 10_000})),
    "a preview larger than agreed": raw(json.dumps({**DONE, "preview": "a" * 30_000})),
    "wrong status": raw(json.dumps({**DONE, "status": "great"})),
    "status no text": raw(json.dumps({**DONE, "status": 3})),
    "fault no text": raw(json.dumps({**DONE, "fault": {"type": 1}})),
    "trace no text": raw(json.dumps({**DONE, "fault": {**FAULT, "trace": [1]}})),
    "trace too long": raw(json.dumps({**DONE, "fault": {**FAULT, "trace": "a" * 9_000}})),
    "reads no list": raw(json.dumps({**DONE, "reads": {"0": 1}})),
    "reads no numbers": raw(json.dumps({**DONE, "reads": [True]})),
    "reads no times": raw(json.dumps({**DONE, "reads": [1 << 70]})),
    "too many reads": raw(json.dumps({**DONE, "reads": [1] * 3_000})),
    "variable no text": raw(json.dumps({**DONE, "variables": [{"name": 1}]})),
    "output no text": raw('{"type":"output","text":{}}'),
    "deep value": raw(json.dumps({**DONE, "value": json.loads("[" * 300 + "]" * 300)})),
    "infinite value": raw(json.dumps({**DONE, "value": [1]}).replace("[1]", "[1e999]")),
    "display no base64": raw(json.dumps({**SHOWN, "data": "*"})),
    "display no picture": raw(json.dumps({**SHOWN, "data": "aGVsbG8="})),
    "display of another kind": raw(json.dumps({**SHOWN, "mime": "text/html"})),
    "display without size": raw(json.dumps({**SHOWN, "text": "<b>"})),
    "display too large": raw(json.dumps({**SHOWN, "data": SHOWN["data"] + "A" * 1_000_000})),
    "displays too many": raw(json.dumps(SHOWN)) * 9,
    "files no list": raw(json.dumps({**ENDED, "artifacts": {}})),
    "file of another folder": raw(json.dumps({**ENDED, "artifacts": [{**FILE, "name": "../a.bin"}]})),
    "file of another kind": raw(json.dumps({**ENDED, "artifacts": [{**FILE, "mime": "text/html"}]})),
    "file no picture": raw(json.dumps({**ENDED, "artifacts": [{**FILE, "mime": "image/png"}]})),
    "file too large": raw(json.dumps({**ENDED, "artifacts": [{**FILE, "data": "A" * 4_000_000}]})),
    "files of one name": raw(json.dumps({**ENDED, "artifacts": [FILE, FILE]})),
    "old call": raw(json.dumps({"type": "call", **CALL})),
    "calls no list": called(CALL),
    "no calls": called([]),
    "call no object": called([1]),
    "arguments no list": called([{**CALL, "args": {}}]),
    "names no object": called([{**CALL, "kwargs": []}]),
    "call no name": called([{**CALL, "tool": None}]),
    "call no number": called([{**CALL, "id": True}]),
    "call below one": called([{**CALL, "id": 0}]),
    "call of a huge number": called([{**CALL, "id": 1 << 70}]),
    "two calls of one number": called([CALL, CALL]),
    "number used before": called([CALL]) + called([CALL]),
    "10,000 calls": called([{**CALL, "id": n + 1} for n in range(10_000)]),
    "reads of calls no list": called([CALL], reads={}),
    "reads of calls no times": called([CALL], reads=["1"]),
    "too many reads in all": b"".join(called([{**CALL, "id": n}], reads=[1] * 900) for n in (1, 2, 3)),
}


def answered(calls):
    """Make calls as a worker does; return the replies."""
    replies = []

    def call(end):
        end.sendall(called(calls))
        size = HEADER.unpack(end.recv(4))[0]
        replies.extend(json.loads(end.recv(size))["returns"])
        end.sendall(pack(DONE))

    assert played(call)[0]["status"] == "ok"
    return replies


class TestLies:
    @pytest.mark.parametrize("data", LIES.values(), ids=LIES)
    def test_is_lost(self, data):
        """A broken frame kills the worker and is reported as lost."""
        seen, connection = played(lambda end: end.sendall(data))
        assert (seen["status"], connection.killed) == ("lost", True)

    def test_half_a_frame(self):
        """Half a frame and silence is a time-out."""
        seen, connection = played(lambda end: end.sendall(pack(DONE)[:-3]))
        assert (seen["status"], connection.killed) == ("timeout", True)

    def test_silence(self):
        """A worker that says nothing is killed after limit and grace."""
        started = time.monotonic()
        seen, _ = played(lambda end: None)
        assert seen["status"] == "timeout"
        assert time.monotonic() - started < 5

    def test_hangup(self):
        """A worker that closes its end is lost."""
        assert played(lambda end: end.close())[0]["status"] == "lost"

    def test_flood_of_output(self):
        """More output than was agreed ends the worker; memory stays bounded."""

        def flood(end):
            while True:
                end.sendall(pack({"type": "output", "text": "a" * 1_000}))

        seen, _ = played(flood)
        assert seen["status"] == "lost"
        assert len(seen["output"]) < 10_000

    @pytest.mark.parametrize(
        "frame",
        [
            {"type": "output", "text": ""},
            {"type": "calls", "calls": [{**CALL, "id": "N", "tool": "none"}]},
            {"type": "calls", "calls": [{**CALL, "id": "N", "args": [{"$": "fraction", "v": "1e30000000"}]}]},
        ],
        ids=["output", "calls", "numbers"],
    )
    def test_flood_from_another_process(self, frame):
        """A flood that never leaves the socket empty ends at the deadline or at the ceiling of calls."""
        program = (
            "import os, sys, struct\nfd, text, n = int(sys.argv[1]), sys.argv[2], 0\n"
            "try:\n    while True:\n        data = b''\n        for _ in range(50):\n"
            "            n += 1\n            body = text.replace('\"N\"', str(n)).encode()\n"
            "            data += struct.pack('<I', len(body)) + body\n        os.write(fd, data)\n"
            "except OSError: pass\n"
        )

        def flood(end):
            command = [sys.executable, "-I", "-c", program, str(end.fileno()), json.dumps(frame)]
            subprocess.run(command, pass_fds=[end.fileno()], check=False, timeout=30)

        started = time.monotonic()
        assert played(flood)[0]["status"] in {"timeout", "limit", "lost"}
        assert time.monotonic() - started < 15

    def test_impossible_line(self):
        """A line that no code has is not believed: it would break a checkpoint."""
        fault = {"type": "E", "message": "m", "line": 10**40, "hint": ""}
        seen, _ = played(lambda end: end.sendall(pack({**DONE, "status": "error", "fault": fault})))
        assert seen["fault"]["line"] is None

    def test_slow_drip(self):
        """A frame that comes byte by byte does not push the deadline on."""

        def drip(end):
            for byte in pack({**DONE, "preview": "x" * 1_000}):
                end.sendall(bytes([byte]))
                time.sleep(0.01)

        assert played(drip)[0]["status"] == "timeout"

    def test_calls_of_unknown_tools(self):
        """A call of a tool that was never offered is refused; the name is not trusted."""
        (reply,) = answered([{**CALL, "tool": "../../etc"}])
        assert (reply["type"], reply["kind"], reply["id"]) == ("raise", "NameError", 1)

    def test_hostile_arguments(self):
        """Tagged data that decodes to nothing is refused in the code; the calls beside it are made."""
        replies = answered([{**CALL, "id": 7, "args": [{"$": "os"}]}, CALL, {**CALL, "id": 5, "args": []}])
        assert [reply["id"] for reply in replies] == [7, 1, 5]
        assert (replies[0]["kind"], replies[1]["value"], replies[2]["kind"]) == ("TypeError", 4, "TypeError")

    def test_never_ready(self):
        """A worker that never gets ready is the developer's error, in bounded time."""

        class Mute(FakeExecutor):
            def _ready(self, end):
                end.recv(10)

        with (
            open_session(executor=Mute(lambda end: None), limits=LIMITS) as session,
            pytest.raises(ExecutorError, match="ready"),
        ):
            session.run("1")


class TestRealWorker:
    @pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
    def test_signals(self, sent):
        """A real worker that is killed, stopped or crashed in an action is observed."""

        def strike(n: int) -> int:
            """Send the signal."""
            os.kill(session._session.connection.pid, sent)
            return n

        with open_session(tools=[strike], limits=Limits(seconds=1, grace=0.3)) as session:
            assert session.run("strike(1)")["status"] in {"lost", "timeout"}
            assert session.run("1")["value"] == 1

    def test_clean_room(self):
        """The worker starts with its own few variables of environment and closed descriptors."""
        os.environ["CODENODE_TEST_SECRET"] = "x"
        leak = os.open("/dev/null", os.O_RDONLY)
        os.set_inheritable(leak, True)
        try:
            with open_session() as session:
                session.run("1")
                process = Path(f"/proc/{session._session.connection.pid}")
                environment = (process / "environ").read_bytes()
                descriptors = sorted(int(entry.name) for entry in (process / "fd").iterdir())
                status = (process / "status").read_text()
        finally:
            os.close(leak)
        assert b"SECRET" not in environment
        assert descriptors[:3] == [0, 1, 2]
        assert len(descriptors) == 4
        assert "NoNewPrivs:\t1" in status

    def test_orphan_ends(self, tmp_path):
        """A worker whose host is killed in the middle of a loop ends by itself."""
        program = (
            "from codenode import open_session\n"
            "s = open_session(); s.run('1')\n"
            "print(s._session.connection.pid, flush=True)\n"
            "s.run('while True: pass')\n"
        )
        host = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
        worker = int(host.stdout.readline())
        time.sleep(0.3)
        host.kill()
        host.wait()
        host.stdout.close()
        assert gone(worker)


def gone(pid: int) -> bool:
    """Wait until a process has ended."""
    for _ in range(50):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False
