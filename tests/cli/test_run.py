"""`codenode run` with a real HTTP endpoint that speaks the OpenAI protocol."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sample import block
from typer.testing import CliRunner

from codenode import read_artifacts
from codenode.cli.app import application

COMMAND = [sys.executable, "-c", "from codenode.cli.app import main; main()"]
NOTE = """
import os, signal
from codenode import idempotent

@idempotent
def note(n: int) -> int:
    'Note a number.'
    if os.environ.get("DIE_AT") == str(n):
        os.kill(os.getpid(), signal.SIGKILL)
    with open("noted.txt", "a") as file:
        file.write(f"{n}\\n")
    return n
"""
TWO = [block("x = triple(14)\nprint(x)", "I call the tool."), block("final_answer(x)")]


@pytest.fixture
def endpoint():
    """Start endpoints that play replies; a reply of None never comes."""
    servers = []

    def start(*replies, arrived=None):
        rest = list(replies)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                reply = rest.pop(0)
                if arrived:
                    arrived.set()
                if reply is None:
                    time.sleep(30)
                    return
                message = {"role": "assistant", "content": reply}
                usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
                choice = {"index": 0, "message": message, "finish_reason": "stop"}
                body = json.dumps(
                    {"id": "1", "object": "chat.completion", "model": "m", "choices": [choice], "usage": usage}
                )
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/v1"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def folder(tmp_path):
    """A working folder with a tool in a module."""
    (tmp_path / "mytools.py").write_text(
        'def triple(number: int) -> int:\n    """Triple a number."""\n    return number * 3\n'
    )
    return tmp_path


def run(url, *args, folder):
    """Run a task."""
    command = [*COMMAND, "run", "What is it?", "--model", "m", "--base-url", url, *args]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=folder)


def here(url, *args):
    """Run a task in this process, which has imported everything already."""
    return CliRunner().invoke(application(), ["run", "What is it?", "--model", "m", "--base-url", url, *args])


class TestRun:
    def test_steps_and_answer(self, endpoint, folder):
        """Thought, code, call, output and cost are shown, the answer last; plain text without a terminal."""
        done = run(endpoint(*TWO), "--tool", "mytools:triple", folder=folder)
        assert done.returncode == 0
        assert done.stdout.splitlines()[-1] == "42"
        for word in (
            "Step 1",
            "I call the tool.",
            "x = triple(14)",
            "-> triple(number=14)",
            "<- triple done",
            "22 + 14 tokens",
        ):
            assert word in done.stdout
        assert "\x1b" not in done.stdout

    def test_json(self, endpoint):
        """One JSON object with answer, status, usage and steps."""
        replies = [block("x = 6 * 7\nprint(x)"), block("final_answer(x)")]
        found = json.loads(here(endpoint(*replies), "--json").stdout)
        assert (found["answer"], found["status"], len(found["steps"])) == (42, "final", 2)
        assert found["usage"]["input_tokens"] == 22

    @pytest.mark.parametrize("kept", [[], ["--thread", "t", "--state", "kept"]], ids=["alone", "thread"])
    def test_files(self, endpoint, folder, monkeypatch, kept):
        """The files of an answer are written into a folder, and are in the JSON."""
        monkeypatch.chdir(folder)
        replies = [block("final_answer({'a/b': b'abc', 'n': 1})")]
        done = here(endpoint(*replies), "--files", "out", "--json", *kept)
        assert (folder / "out" / "a_b.bin").read_bytes() == b"abc"
        assert read_artifacts(json.loads(done.stdout)) == {"a_b.bin": b"abc"}
        assert "wrote out/a_b.bin" in done.stderr

    def test_files_of_a_run_that_is_over(self, endpoint, folder, monkeypatch):
        """They can be written later; where they are gone the answer is said all the same."""
        monkeypatch.chdir(folder)
        kept = ["--thread", "t", "--state", "kept"]
        here(endpoint(block("final_answer(b'abc')")), *kept)
        again = ["run", "--resume", "--model", "m", "--base-url", "http://x/v1", "--files", "out", *kept]
        assert CliRunner().invoke(application(), again).exit_code == 0
        assert (folder / "out" / "answer.bin").read_bytes() == b"abc"
        (folder / "kept" / "snapshots.sqlite").unlink()
        done = CliRunner().invoke(application(), again)
        assert (done.exit_code, "is not kept here" in done.stderr) == (0, True)

    def test_quiet(self, endpoint):
        """The answer alone."""
        assert here(endpoint("It is 7."), "--quiet").stdout == "It is 7.\n"

    def test_data_and_trace(self, endpoint, folder):
        """A data file can be opened; the span tree comes on the error stream."""
        (folder / "n.txt").write_text("4\n5\n")
        script = block("final_answer(sum(int(n) for n in open('n.txt')))")
        done = run(endpoint(script), "--data", "n.txt", "--quiet", "--trace", folder=folder)
        assert done.stdout == "9\n"
        assert "invoke_agent codenode" in done.stderr

    def test_out_of_steps(self, endpoint):
        """Without an answer in the budget the exit code is 3."""
        assert here(endpoint(block("1")), "--max-steps", "1").exit_code == 3

    def test_endpoint_gone(self, folder):
        """An endpoint that is not there is an error, not a hang or a traceback."""
        done = run("http://me:secret@127.0.0.1:9/v1", folder=folder)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "at http://127.0.0.1:9/v1/chat/completions" in done.stderr

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ([""], "the task is empty"),
            ([], "give a task, or"),
            (["--resume"], "give a task, or"),
            (["--resume", "--thread", "t", "What is it?"], "leave out either it or the task"),
        ],
    )
    def test_wrong_usage(self, given, said, monkeypatch):
        """No task, an empty one, or a task beside `--resume`: the exit code is 2, and the message says what to do."""
        monkeypatch.setenv("COLUMNS", "200")
        done = CliRunner().invoke(application(), ["run", *given, "--model", "m", "--base-url", "http://x/v1"])
        assert (done.exit_code, said in done.stderr) == (2, True)

    @pytest.mark.parametrize("reply", [None, block("while True: pass")], ids=["in the model", "in the code"])
    def test_ctrl_c(self, endpoint, folder, reply):
        """Ctrl-C ends the run at once, wherever it is, with exit code 130."""
        arrived = threading.Event()
        command = [*COMMAND, "run", "x", "--model", "m", "--base-url", endpoint(reply, arrived=arrived)]
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder, start_new_session=True
        )
        assert arrived.wait(60)
        time.sleep(2)
        os.kill(child.pid, signal.SIGINT)
        _, errors = child.communicate(timeout=10)
        assert child.returncode == 130
        assert b"Traceback" not in errors


class TestThread:
    def test_continues(self, endpoint, folder, monkeypatch):
        """A second task of a thread continues its conversation, in another process; nothing else knows of it."""
        replies = [block("x = 7\nprint(x)"), "It is 7."]
        first = run(endpoint(*replies), "--thread", "t", "--state", "kept", "--quiet", folder=folder)
        monkeypatch.chdir(folder)
        second = here(endpoint(block("final_answer(x + 1)")), "--thread", "t", "--state", "kept", "--json")
        assert first.stdout == "It is 7.\n"
        found = json.loads(second.stdout)
        assert (found["answer"], found["usage"]["steps"], len(found["steps"])) == (8, 1, 1)  # of this run
        assert {path.name for path in (folder / "kept").iterdir()} >= {"checkpoints.sqlite"}

    def test_killed(self, endpoint, folder, monkeypatch):
        """A run that was killed goes on: the call that was made is not made again, the variables are there."""
        script = [block("x = note(1)"), block("y = [x, note(2)]"), block("final_answer([*y, note(3)])")]
        (folder / "mytools.py").write_text(NOTE)
        args = ["--model", "m", "--tool", "mytools:note", "--thread", "t", "--state", "kept"]
        at, rest = [*COMMAND, "run", *args], ["--base-url", endpoint(*script[:2])]
        dead = subprocess.run([*at, *rest, "go"], capture_output=True, cwd=folder, env={**os.environ, "DIE_AT": "2"})
        assert dead.returncode == -signal.SIGKILL
        done = subprocess.run(
            [*at, "--base-url", endpoint(*script[2:]), "--resume", "--json"], capture_output=True, text=True, cwd=folder
        )
        found = json.loads(done.stdout)
        assert (found["answer"], len(found["steps"])) == ([1, 2, 3], 3)
        assert (folder / "noted.txt").read_text().split() == ["1", "2", "3"]
        monkeypatch.chdir(folder)
        monkeypatch.setenv("CODENODE_STATE", str(folder / "kept"))
        shown = CliRunner().invoke(application(), ["journal", "show", "t"])
        assert "done      note(n=3)" in shown.stdout
        nowhere = ["run", "--model", "m", "--thread", "t", "--resume", "--base-url", "http://127.0.0.1:9/v1", "--quiet"]
        over = CliRunner().invoke(application(), nowhere)
        assert over.stdout == "[1, 2, 3]\n"  # no model is asked
        assert "the run of thread 't' is over; this was its answer" in over.stderr

    def test_unfinished(self, endpoint, folder, monkeypatch):
        """A run that is not over is not thrown away for a next task; one that was never begun cannot go on."""
        place = ["--thread", "t", "--state", "kept"]
        monkeypatch.chdir(folder)
        assert here("http://127.0.0.1:9/v1", *place).exit_code == 1  # no model there
        again = here(endpoint("x"), *place)
        assert (again.exit_code, "go on with it: codenode run --thread t --resume" in again.stderr) == (1, True)
        command = ["run", "--model", "m", "--base-url", "http://x/v1", "--resume"]
        new = CliRunner().invoke(application(), [*command, "--thread", "u", *place[2:]])
        assert (new.exit_code, "nothing to go on with" in new.stderr) == (1, True)
        assert CliRunner().invoke(application(), command).exit_code == 2

    def test_missing_extra(self, folder):
        """Without LangGraph's checkpointer the install line is the message."""
        blocked = "import sys; sys.modules['langgraph.checkpoint.sqlite.aio'] = None; "
        command = [sys.executable, "-c", blocked + COMMAND[2], "run", "x", "--thread", "t", "--model", "m"]
        done = subprocess.run([*command, "--base-url", "http://x/v1"], capture_output=True, text=True, cwd=folder)
        assert (done.returncode, "pip install 'langgraph-codenode[sqlite]'" in done.stderr) == (1, True)
