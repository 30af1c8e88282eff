"""Where the keys that sign snapshots come from.

The first key signs, every key opens: to rotate, put a new one in front and drop the old one when no thread
needs it any more. Replicas that continue each other's threads share their keys.
"""

import hmac
import os
import re
import secrets
import stat
import sys
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from codenode.errors import ConfigurationError, SnapshotRefused

LEAST = 32
VARIABLES = ("CODENODE_SNAPSHOT_KEYS", "CODENODE_SNAPSHOT_KEY")
MAKE = "make one with: python -c 'import secrets; print(secrets.token_hex(32))'"


class Keys:
    """Signs with the first key, checks with the one that is named.

    Args:
        keys: of at least 32 bytes each.

    Raises:
        ConfigurationError: there is none, or one is too short.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        short = next((key for key in keys if len(key) < LEAST), None)
        if not keys or short is not None:
            found = "none" if short is None else f"one of {len(short)} bytes"
            raise ConfigurationError(f"snapshots need keys of {LEAST} bytes or more, and got {found}; {MAKE}")
        self._keys = {_id(key): key for key in keys}
        self._first = _id(keys[0])

    def __repr__(self) -> str:
        return f"<Keys {', '.join(self._keys)}>"

    def sign(self, data: bytes) -> tuple[str, str]:
        """Return the id of the key and the signature."""
        return self._first, _signature(self._keys[self._first], data)

    def check(self, key: str, signature: str, data: bytes) -> None:
        """Compare a signature with our own.

        Raises:
            SnapshotRefused: the key is not among ours, or the signature is not of this key and these bytes.
        """
        if key not in self._keys:
            raise SnapshotRefused(
                f"the snapshot was signed with another key ({key:.16})",
                f"add that key to {VARIABLES[0]}: all replicas need the same keys",
            )
        if not hmac.compare_digest(_signature(self._keys[key], data).encode(), signature.encode()):
            raise SnapshotRefused("the snapshot was altered: its signature is wrong", "go back to an earlier one")


def _id(key: bytes) -> str:
    return sha256(b"codenode snapshot key " + key).hexdigest()[:16]


def _signature(key: bytes, data: bytes) -> str:
    return hmac.digest(key, data, "sha256").hex()


def default_keys() -> Keys:
    """Return the keys of the environment, else those of this user's file, which is made if need be."""
    for name in VARIABLES:
        if text := os.environ.get(name):
            return Keys([part.encode() for part in re.split(r"[\s,]+", text.strip())])
    return file_keys(state_folder() / "snapshot.keys")


def state_folder() -> Path:
    """Return `CODENODE_STATE`, else `codenode` in the user's folder for what programs remember."""
    if own := os.environ.get("CODENODE_STATE"):
        return Path(own).expanduser()
    if named := os.environ.get("XDG_STATE_HOME"):
        return Path(named) / "codenode"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "codenode"
    return Path.home() / ".local" / "state" / "codenode"


def file_keys(path: Path) -> Keys:
    """Return the keys of a file, one a line; a file that is not there is made, for its owner only.

    Raises:
        ConfigurationError: others may read it, or it holds no keys.
    """
    if not path.exists():
        _make(path)
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(f"others may read the keys in {str(path)!r}; run: chmod 600 {path}")
    return Keys([line.strip().encode() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()])


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    own = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(secrets.token_hex(32) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):  # another process was first: its key is everybody's
            os.link(own, path)
    finally:
        own.unlink()
