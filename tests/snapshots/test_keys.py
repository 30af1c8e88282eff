"""Where keys come from."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from codenode import ConfigurationError
from codenode.errors import SnapshotRefused
from codenode.snapshots.keys import Keys, default_keys, file_keys


class TestKeys:
    @pytest.mark.parametrize("keys", [[], [b"short"], [b"k" * 32, b""]])
    def test_too_short(self, keys):
        """A key that is none is refused, with the way to make one."""
        with pytest.raises(ConfigurationError, match="token_hex"):
            Keys(keys)

    def test_shows_no_key(self):
        """A key is never shown."""
        assert "kkkk" not in repr(Keys([b"k" * 32]))

    def test_wrong_signature(self):
        """A signature is of its bytes only."""
        keys = Keys([b"k" * 32])
        key, signature = keys.sign(b"a")
        keys.check(key, signature, b"a")
        for wrong in ((key, signature, b"b"), (key, "", b"a"), (key, "ü", b"a"), ("0" * 16, signature, b"a")):
            with pytest.raises(SnapshotRefused):
                keys.check(*wrong)


class TestSources:
    def test_environment(self, monkeypatch):
        """Replicas share keys through the environment; the first signs."""
        monkeypatch.setenv("CODENODE_SNAPSHOT_KEYS", f"{'b' * 32},{'a' * 32}")
        signed = default_keys().sign(b"x")
        assert signed == Keys([b"b" * 32]).sign(b"x")
        default_keys().check(*Keys([b"a" * 32]).sign(b"x"), b"x")

    def test_file_is_made_for_its_owner(self, monkeypatch, tmp_path):
        """Without one, a key is made that only this user can read, and stays."""
        monkeypatch.delenv("CODENODE_SNAPSHOT_KEY")
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        first = default_keys().sign(b"x")
        path = tmp_path / "codenode" / "snapshot.keys"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert default_keys().sign(b"x") == first

    def test_one_key_for_all(self, tmp_path):
        """Whoever comes first makes it; all have the same."""
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(lambda _: file_keys(tmp_path / "k" / "keys").sign(b"x"), range(16)))
        assert len(set(found)) == 1
        assert [path.name for path in (tmp_path / "k").iterdir()] == ["keys"]

    def test_readable_by_others(self, tmp_path):
        """A key that others may read is none."""
        path = tmp_path / "keys"
        path.write_text("k" * 32)
        path.chmod(0o644)
        with pytest.raises(ConfigurationError, match="chmod 600"):
            file_keys(path)
