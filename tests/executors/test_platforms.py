"""Machines that are not Linux, as far as this one can stand for them: no jail, and no claim of one."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from codenode.executors.choose import choose
from codenode.worker.jail import seccomp
from codenode.worker.jail.syscalls import TABLES

ROOT = Path(__file__).parents[2]
# What the standard library looks up while it is imported must still be Linux: it is loaded before the change.
BEFORE = """
import asyncio, json, logging, multiprocessing, os, pathlib, pkgutil, select, shutil, signal, site, socket, subprocess, sys
import sysconfig, tempfile, threading, importlib
import typer, langchain_core.tools, langgraph.graph, opentelemetry.sdk.trace, RestrictedPython, pydantic

def gone(module, *names):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)
"""
MACOS = """
sys.platform = "darwin"
gone(os, "pidfd_open", "unshare", "setns", "sched_setaffinity", "sched_getaffinity", "memfd_create")
gone(signal, "pidfd_send_signal", "sigwaitinfo", "sigtimedwait")
gone(socket, "SOCK_SEQPACKET", "SOCK_CLOEXEC", "SOCK_NONBLOCK", "MSG_CMSG_CLOEXEC")
gone(select, "epoll")
"""
WINDOWS = (
    MACOS
    + """
sys.platform = "win32"
sys.modules["resource"] = sys.modules["fcntl"] = sys.modules["pwd"] = None
gone(os, "fork", "register_at_fork", "killpg", "setsid", "O_DIRECTORY", "O_CLOEXEC")
gone(signal, "SIGKILL", "SIGALRM", "setitimer", "pthread_sigmask")
gone(select, "poll", "POLLIN", "POLLOUT")
"""
)
IMPORTED = """
import codenode.executors
for module in pkgutil.iter_modules(codenode.executors.__path__, "codenode.executors."):
    importlib.import_module(module.name)
import codenode.cli.doctor
"""
FOUND = """
from codenode.errors import IsolationError
from codenode.executors.choose import choose
from codenode.executors.report import examine
from codenode.session import open_session

def said(work):
    try:
        return work()
    except IsolationError as error:
        return f"refused: {error}"

def ran(executor):
    with open_session(executor=executor) as session:
        return session.run("x = 20\\nx + 1")["value"]

async def async_ran(executor):
    async with open_session(executor=executor) as session:
        return (await session.arun("20 + 2"))["value"]

logged = []
handler = logging.Handler()
handler.emit = lambda record: logged.append(f"{record.levelname}: {record.getMessage()}")
logging.getLogger("codenode").addHandler(handler)
logging.getLogger("codenode").setLevel("INFO")
report = examine()
"""
ASKED = """
print(json.dumps({
    "report": [report["level"], report["missing"]],
    "auto": said(lambda: choose("auto").level),
    "required": said(lambda: choose("auto", require="sandbox").level),
    "sandbox": said(lambda: choose("sandbox").level),
    "logged": logged,
    "runs": [ran(EXECUTOR), asyncio.run(async_ran(EXECUTOR))],
}))
"""


def found(machine, executor):
    """Return what a process finds that takes itself to be on another system."""
    source = BEFORE + machine + IMPORTED + FOUND + ASKED.replace("EXECUTOR", repr(executor))
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


class TestMacos:
    def test_process(self):
        """The strongest level is `process`; more is refused with the reason, and nothing pretends."""
        seen = found(MACOS, "auto")
        assert seen["report"][0] == seen["auto"] == "process"
        assert "this is darwin" in seen["required"]
        assert "made of Linux" in seen["sandbox"]
        assert [line for line in seen["logged"] if "jailed" in line] == [seen["logged"][0]]
        assert seen["logged"][0].startswith("WARNING: workers are not jailed on this machine")
        assert seen["runs"] == [21, 22]


class TestLinux:
    @pytest.mark.skipif(sys.platform != "linux" or choose("auto").level != "sandbox", reason="no jail on this machine")
    def test_sandbox(self):
        """Where there is a jail, `auto` takes it and logs so, once."""
        seen = found("", "auto")
        assert seen["report"] == ["sandbox", {}]
        assert {seen[key] for key in ("auto", "required", "sandbox")} == {"sandbox"}
        assert seen["logged"] == ["INFO: workers are jailed: level sandbox"]


class TestWindows:
    def test_refused(self):
        """There is no process isolation: `auto` refuses, and only who asks for it runs code in this process."""
        seen = found(WINDOWS, "inprocess")
        assert seen["report"][0] == "restricted"
        assert "process" in seen["report"][1]
        assert "no process isolation on this system yet" in seen["auto"]
        assert seen["runs"] == [21, 22]


class TestArm64:
    """Not run on such a machine: the table and the filter are only compared with those that were."""

    def test_names(self):
        """Every call the jail makes or allows has a number; what arm64 never had goes by its successor."""
        successors = {
            "open": "openat", "stat": "newfstatat", "lstat": "newfstatat", "poll": "ppoll", "access": "faccessat",
            "select": "pselect6", "dup2": "dup3", "rename": "renameat", "mkdir": "mkdirat", "rmdir": "unlinkat",
            "unlink": "unlinkat", "readlink": "readlinkat", "time": "clock_gettime", "fork": "clone", "vfork": "clone",
        }  # fmt: skip
        missing = TABLES["x86_64"].keys() - TABLES["aarch64"].keys()
        assert missing == successors.keys()
        assert set(successors.values()) <= TABLES["aarch64"].keys()

    def test_numbers(self):
        """No number stands for two calls."""
        for table in TABLES.values():
            assert len(set(table.values())) == len(table)

    @pytest.mark.parametrize("machine", TABLES)
    def test_program(self, machine):
        """A filter can be assembled, and begins by killing calls of any other machine."""
        assert len(seccomp.program(machine, code_from_files=True)) % 8 == 0

    def test_unknown(self):
        """A machine without a table has no filter, and so no sandbox."""
        with pytest.raises(OSError, match="no table of system calls for riscv64"):
            seccomp.program("riscv64", code_from_files=True)
