"""A store with one snapshot in it, made by a real worker."""

import pytest

from codenode import open_session
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.keys import Keys
from codenode.snapshots.snapshots import Snapshots

SOURCE = "x = list(range(3000))\ndef f(): return x[5]"


@pytest.fixture
def snapshots(tmp_path):
    """Snapshots in a folder, under a key of their own."""
    return Snapshots(store=DirectoryStore(tmp_path), keys=Keys([b"k" * 32]))


@pytest.fixture
def kept(snapshots):
    """A snapshot of the thread `t`."""
    with open_session(snapshots=snapshots, thread="t") as session:
        session.run(SOURCE)
        return session.save()
