"""How does a model file become a server that never outlives us?"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codenode.errors import CodenodeError, ModelFileError
from codenode.models import server
from codenode.models.local import local_model
from codenode.models.server import ModelServer

runtime = pytest.mark.skipif(importlib.util.find_spec("xllamacpp") is None, reason="the extra 'local' is not installed")


@pytest.fixture
def broken(tmp_path):
    """A file that begins like a model and is none."""
    path = tmp_path / "broken.gguf"
    path.write_bytes(b"GGUF" + b"\x03\x00\x00\x00" + b"junk" * 100)
    return path


class TestStart:
    def test_missing(self, tmp_path):
        """A missing file is told before a process is started."""
        with pytest.raises(ModelFileError, match=r"no model file .*none.gguf; `codenode models pull`"):
            ModelServer.start(tmp_path / "none.gguf")

    def test_other_file(self, tmp_path):
        """So is a file of another kind."""
        (tmp_path / "page.gguf").write_text("<html>")
        with pytest.raises(ModelFileError, match="is no GGUF model file: it begins with b'<htm'"):
            ModelServer.start(tmp_path / "page.gguf")

    @runtime
    def test_broken(self, broken, cache):
        """A damaged file is told with the last lines of the log, and no process stays."""
        with pytest.raises(ModelFileError, match=r"could not be loaded(.|\n)*Failed to init server"):
            ModelServer.start(broken)
        assert (cache / "model-server.log").stat().st_size


@pytest.fixture
def child(tmp_path):
    """A server whose process only waits for its input to close."""
    code = "import sys; sys.stderr.write('last words'); sys.stdin.read()"
    log = (tmp_path / "log").open("ab")
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe, stderr=log) as process:
        yield ModelServer(tmp_path / "m.gguf", process, log)


class TestLife:
    def test_close(self, child):
        """Closing ends the process; again is harmless."""
        assert child.alive
        child.close()
        child.close()
        assert not child.alive

    def test_kill(self, child):
        """Killing does not ask."""
        child.kill()
        assert not child.alive

    def test_context(self, child):
        """Leaving the block closes."""
        with child:
            assert child.url == ""
        assert not child.alive

    def test_dead(self, child):
        """The address of a dead server is an error with the last lines of its log."""
        child.close()
        with pytest.raises(CodenodeError, match=r"m.gguf ended; log .*\nlast words"):
            child.url  # noqa: B018 - asking is the test

    def test_forked(self, child):
        """A forked copy of the parent leaves the server alone."""
        child._owner = os.getppid()
        child.close()
        child._owner = os.getpid()
        assert child.alive
        child.close()


class TestEnvironment:
    @pytest.fixture(autouse=True)
    def unset(self, monkeypatch):
        monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)

    def test_calm_when_busy(self):
        """On a busy machine the child's threads do not spin."""
        assert server._environment(busy=True)["OMP_WAIT_POLICY"] == "passive"

    def test_quick_when_idle(self):
        """On an idle one they do."""
        assert "OMP_WAIT_POLICY" not in server._environment(busy=False)

    def test_own_choice(self, monkeypatch):
        """What the user has set stays."""
        monkeypatch.setenv("OMP_WAIT_POLICY", "active")
        assert server._environment(busy=True)["OMP_WAIT_POLICY"] == "active"

    def test_package_found(self, monkeypatch):
        """The child finds this package, and after it what the parent finds."""
        monkeypatch.setenv("PYTHONPATH", "/elsewhere")
        first, *rest = server._environment(busy=False)["PYTHONPATH"].split(os.pathsep)
        assert (Path(first) / "codenode" / "models").is_dir()
        assert rest == ["/elsewhere"]


class TestLog:
    def test_ceiling(self, cache, monkeypatch):
        """A log that has grown long begins anew."""
        cache.mkdir()
        (cache / "model-server.log").write_bytes(b"x" * (2 << 20))
        with server._open_log() as log:
            assert log.tell() == 0

    def test_read_only(self, cache, tmp_path, monkeypatch):
        """Where the cache cannot be written, the log goes elsewhere."""
        cache.touch()
        monkeypatch.setattr(server.tempfile, "tempdir", str(tmp_path))
        with server._open_log() as log:
            assert log.name == str(tmp_path / "codenode" / "model-server.log")


class TestLocalModel:
    def test_not_pulled(self):
        """Without a pulled model, the error names the command that pulls it."""
        pytest.importorskip("langchain_openai")
        with pytest.raises(ModelFileError, match="codenode models pull"):
            local_model()

    @runtime
    def test_broken(self, broken):
        """A damaged file of the user's own is refused."""
        with pytest.raises(ModelFileError, match="could not be loaded"):
            local_model(broken)
