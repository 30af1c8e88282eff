"""What the audit hook lets pass, and what not; in a process of its own, since there is no way back."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAD = """
import collections, dataclasses, json, os, sys
from codenode.worker.watch import Watch
watch = Watch(os.getcwd())
watch.begin()
def tried(act):
    try:
        act()
    except PermissionError as error:
        return str(error)
    return "passed"
"""
HARMLESS = {
    "scratch": "open('data.txt').read()",
    "relative": "open('./data.txt').read()",
    "library": "open(json.__file__).read()",
    "null": "open(os.devnull).read()",
    "import": "__import__('colorsys')",
    "named tuple": "collections.namedtuple('A', 'a b')(1, 2)",
    "dataclass": "dataclasses.make_dataclass('A', ['a'])(1)",
    "zone": "__import__('zoneinfo').ZoneInfo('UTC')",
    "names": "os.listdir('.')",
}
REFUSED = {
    "write": "open('new.txt', 'w')",
    "append": "open('data.txt', 'a')",
    "update": "open('data.txt', 'r+')",
    "create by os": "os.open('new.txt', os.O_CREAT | os.O_WRONLY)",
    "outside": "open('/etc/passwd')",
    "parent": "open('../../../../../../etc/passwd')",
    "link": "open('link')",
    "bytes": "open(b'/etc/passwd')",
    "descriptor": "open(0)",
    "environment": "open('/proc/self/environ')",
    "listing": "os.listdir('/')",
    "walk": "next(os.walk('/'))",
    "command": "os.system('true')",
    "process": "__import__('subprocess').run(['true'])",
    "fork": "os.fork()",
    "exec": "os.execv('/bin/true', ['true'])",
    "kill": "os.kill(1, 0)",
    "remove": "os.remove('data.txt')",
    "rename": "os.rename('data.txt', 'other.txt')",
    "chmod": "os.chmod('data.txt', 0)",
    "socket": "__import__('socket').socket()",
    "native": "__import__('ctypes').CDLL('libc.so.6')",
    "memory": "__import__('ctypes').string_at(id(1), 8)",
    "eval": "eval('1')",
    "exec text": "exec('x = 1', {})",
    "pickle": "__import__('pickle').loads(b'cos\\nsystem\\n.')",
    "objects": "__import__('gc').get_objects()",
    "trace": "sys.settrace(None)",
    "database": "__import__('sqlite3').connect('x.db')",
    "ceilings": "__import__('resource').setrlimit(7, (1, 1))",
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Try everything in one process; return what each attempt came to."""
    folder = tmp_path_factory.mktemp("scratch")
    (folder / "data.txt").write_text("text")
    (folder / "link").symlink_to("/etc/passwd")
    lines = [f"told[{name!r}] = tried(lambda: {source})" for name, source in {**HARMLESS, **REFUSED}.items()]
    source = "\n".join([HEAD, "told = {}", *lines, "sys.stdout.write(json.dumps(told))"])
    (folder.parent / "attempts.py").write_text(source)
    done = subprocess.run(
        [sys.executable, str(folder.parent / "attempts.py")],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["data.txt", "link"]
    return json.loads(done.stdout)


class TestWatch:
    @pytest.mark.parametrize("name", HARMLESS)
    def test_passes(self, told, name):
        """What libraries need goes on."""
        assert told[name] == "passed"

    @pytest.mark.parametrize("name", REFUSED)
    def test_refused(self, told, name):
        """What would lead out is refused."""
        assert told[name] != "passed"
