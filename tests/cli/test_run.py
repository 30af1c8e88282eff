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

from codenode.cli.app import application

COMMAND = [sys.executable, "-c", "from codenode.cli.app import main; main()"]
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
        done = run("http://127.0.0.1:9/v1", folder=folder)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr

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
