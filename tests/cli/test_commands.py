"""The command line as a user runs it: once each in a process of its own, the rest in this one."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from codenode.cli.app import application

COMMAND = [sys.executable, "-c", "from codenode.cli.app import main; main()"]


def codenode(*args: str, **options):
    """Run a command in a process of its own; return exit code, output and errors."""
    return subprocess.run([*COMMAND, *args], capture_output=True, text=True, timeout=60, **options)


def here(*args: str, **options):
    """Run a command in this process, which has imported everything already."""
    return CliRunner().invoke(application(), args, **options)


@pytest.fixture
def program(tmp_path) -> Path:
    """A program in a file."""
    path = tmp_path / "program.py"
    path.write_text("print('hello')\n6 * 7\n")
    return path


class TestExec:
    def test_output_and_value(self, program):
        """Output and the last value are printed; the exit code is 0."""
        done = codenode("exec", str(program))
        assert (done.returncode, done.stdout) == (0, "hello\n42\n")

    def test_json(self, program):
        """The whole observation as JSON."""
        seen = json.loads(here("exec", str(program), "--json").stdout)
        assert (seen["status"], seen["value"], seen["output"]) == ("ok", 42, "hello\n")

    def test_failing_code(self, program):
        """Code that fails exits with 3 and says where on the error stream."""
        program.write_text("x = 1\nx / 0\n")
        done = here("exec", str(program))
        assert (done.exit_code, done.stdout) == (3, "")
        assert "line 2, in <module>\n    x / 0\nZeroDivisionError: division" in done.stderr

    def test_standard_input_and_data(self, tmp_path):
        """A dash reads the program from standard input; data files can be opened."""
        (tmp_path / "n.txt").write_text("1\n2\n")
        done = here("exec", "-", "--data", str(tmp_path / "n.txt"), input="sum(map(int, open('n.txt')))")
        assert done.stdout == "3\n"

    def test_missing_file(self):
        """A file that does not exist is one line and exit code 1."""
        done = here("exec", "nowhere.py")
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)

    def test_ctrl_c_leaves_nothing(self, program):
        """Ctrl-C ends the worker too."""
        program.write_text("print('begun', flush=True)\nwhile True: pass\n")
        child = subprocess.Popen([*COMMAND, "exec", str(program)], stdout=subprocess.PIPE, start_new_session=True)
        workers = _children_of(child.pid)
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        assert child.wait(10) == 130
        child.stdout.close()
        assert workers
        assert not [pid for pid in workers if _alive(pid)]


class TestRun:
    def test_help(self):
        """Options and exit codes are documented."""
        done = CliRunner().invoke(application(), ["run", "--help"], terminal_width=200)
        assert done.exit_code == 0
        for word in ("--model", "--tool", "--imports", "--data", "--max-steps", "--json", "--quiet", "130"):
            assert word in done.output

    def test_unknown_model(self):
        """An unknown model is one line that names the ways."""
        done = here("run", "x", "--model", "nothing")
        assert (done.exit_code, "local" in done.stderr) == (1, True)

    def test_no_model_file(self, tmp_path):
        """Without the model file the remedy is named."""
        done = here("run", "x", env={"CODENODE_CACHE": str(tmp_path)})
        assert (done.exit_code, "codenode models pull" in done.stderr) == (1, True)

    def test_wrong_tool(self):
        """A tool that does not exist is named."""
        done = here("run", "x", "--tool", "json:nothing", "--base-url", "http://127.0.0.1:9/v1")
        assert (done.exit_code, "nothing" in done.stderr) == (1, True)


def _children_of(pid: int) -> list[int]:
    for _ in range(300):
        if found := _children(pid):
            return found
        time.sleep(0.1)
    return []


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
