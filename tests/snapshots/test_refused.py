"""A snapshot that is not what was signed, or does not belong here, is refused in words that help."""

import json
import re
from dataclasses import replace

import pytest

from codenode import ConfigurationError, open_session
from codenode.effects import drive
from codenode.errors import SnapshotRefused
from codenode.executors.keeping import Part
from codenode.snapshots.directory import DirectoryStore
from codenode.snapshots.keys import Keys
from codenode.snapshots.manifest import Manifest, check_world
from codenode.snapshots.snapshots import Snapshots


def opened(snapshots, kept, **settings):
    """Open a snapshot as a session does."""
    place = {"thread": "t", "namespace": "", "level": "sandbox", **settings}
    return drive(snapshots.open(kept, **place))


def files(folder, kind):
    """Return the files of a kind."""
    return sorted(path for path in folder.rglob(f"{kind}/*") if path.is_file())


class TestAltered:
    def test_any_byte(self, snapshots, kept, tmp_path):
        """A flipped bit anywhere, in the manifest or in a part, is found."""
        for path in files(tmp_path, "manifests") + files(tmp_path, "parts"):
            whole = path.read_bytes()
            for place in {0, 1, 17, 18, 19, 20, 40, 60, 110, len(whole) // 3, len(whole) // 2, len(whole) - 1}:
                for bit in (1, 128):
                    flipped = bytearray(whole)
                    flipped[min(place, len(whole) - 1)] ^= bit
                    path.write_bytes(flipped)
                    with pytest.raises(SnapshotRefused):
                        opened(snapshots, kept)
            path.write_bytes(whole)
        assert opened(snapshots, kept).parts

    def test_cut_and_lengthened(self, snapshots, kept, tmp_path):
        """So is a missing end, and one that is too much."""
        for path in files(tmp_path, "manifests") + files(tmp_path, "parts"):
            whole = path.read_bytes()
            for other in (b"", whole[:-1], whole + b"\0"):
                path.write_bytes(other)
                with pytest.raises(SnapshotRefused):
                    opened(snapshots, kept)
            path.write_bytes(whole)

    def test_missing_part(self, snapshots, kept, tmp_path):
        """A part that is gone is named."""
        files(tmp_path, "parts")[0].unlink()
        with pytest.raises(SnapshotRefused, match="part of the snapshot is missing"):
            opened(snapshots, kept)

    def test_another_snapshot_under_its_name(self, snapshots, kept, tmp_path):
        """An older snapshot of the same thread cannot take the place of a newer one."""
        with open_session(snapshots=snapshots, thread="t") as session:
            session.run("x = 1")
            other = session.save()
        first, second = (path for path in files(tmp_path, "manifests"))
        paths = {path.name: path for path in (first, second)}
        paths[kept["id"]].write_bytes(paths[other["id"]].read_bytes())
        with pytest.raises(SnapshotRefused, match="not the one that was asked for"):
            opened(snapshots, kept)

    def test_unsigned_json_is_not_read(self, snapshots, kept, tmp_path):
        """A manifest with another key's signature is not even parsed."""
        path = files(tmp_path, "manifests")[0]
        forged = Manifest(**{**vars_of(path), "level": "process", "parts": []})
        path.write_bytes(forged.packed(Keys([b"x" * 32]))[1])
        with pytest.raises(SnapshotRefused, match="signed with another key"):
            opened(snapshots, kept)


def vars_of(path):
    """Return the fields of a manifest."""
    return json.loads(path.read_bytes().partition(b"\n")[2])


class TestElsewhere:
    def test_another_thread(self, snapshots, kept, tmp_path):
        """Copied into another thread's folder it is refused, and says whose it is."""
        with open_session(snapshots=snapshots, thread="u") as session:
            session.run("y = 1")
            session.save()
        own, other = files(tmp_path, "manifests")[0].parents[1], files(tmp_path, "manifests")[-1].parents[1]
        source = own if (own / "manifests" / kept["id"]).exists() else other
        (tmp_path / "copy").mkdir()
        target = other if source is own else own
        (target / "manifests" / kept["id"]).write_bytes((source / "manifests" / kept["id"]).read_bytes())
        with pytest.raises(SnapshotRefused, match="belongs to the thread 't'"):
            opened(snapshots, kept, thread="u")

    def test_another_namespace(self, snapshots, kept):
        """So is that of another agent of the thread."""
        with pytest.raises(SnapshotRefused, match="namespace"):
            opened(snapshots, kept, namespace="other")

    @pytest.mark.parametrize("given", ["x", 5, {}, {"id": 5}], ids=str)
    def test_no_reference(self, snapshots, given):
        """What is no reference is told so, where a session is opened or goes back."""
        said = f"{given!r} is no reference to a snapshot; give one that `save` returned"
        with pytest.raises(SnapshotRefused, match=re.escape(said)):
            open_session(snapshots=snapshots, thread="t", snapshot=given)
        with (
            open_session(snapshots=snapshots, thread="t") as session,
            pytest.raises(SnapshotRefused, match=re.escape(said)),
        ):
            session.restore(given)

    def test_missing(self, snapshots, kept):
        """One that was never there is told."""
        with pytest.raises(SnapshotRefused, match="there is no snapshot"):
            opened(snapshots, {**kept, "id": "0" * 32})

    def test_newer_format(self, snapshots, kept, tmp_path):
        """A newer format names the remedy."""
        path = files(tmp_path, "manifests")[0]
        path.write_bytes(path.read_bytes().replace(b"snapshot 1 ", b"snapshot 2 ", 1))
        with pytest.raises(SnapshotRefused, match=r"format 2.*use the version of codenode that wrote it"):
            opened(snapshots, kept)

    def test_weaker_level(self, snapshots, kept):
        """What a jailed worker wrote opens in no weaker one, and the other way round it does."""
        manifest = opened(snapshots, kept).manifest
        with pytest.raises(SnapshotRefused, match="'sandbox', this executor gives 'process'"):
            opened(snapshots, kept, level="process")
        check_world(replace(manifest, level="process"), "sandbox")

    def test_another_python(self, snapshots, kept):
        """So does one of another Python."""
        manifest = opened(snapshots, kept).manifest
        with pytest.raises(SnapshotRefused, match=r"made by Python 3\.9"):
            check_world(replace(manifest, python="3.9"), "sandbox")

    def test_inprocess(self, snapshots, kept):
        """Where nothing stands between the code and the host, none is made and none opened."""
        with open_session(executor="inprocess", snapshots=snapshots, thread="t") as session:
            session.run("x = 1")
            with pytest.raises(SnapshotRefused, match="inprocess"):
                session.save()
            with pytest.raises(SnapshotRefused, match="inprocess"):
                session.restore(kept)

    def test_session_with_a_refused_one(self, snapshots, kept):
        """A session that begins with it raises at its first action, and runs nothing."""
        with open_session(snapshots=snapshots, thread="u", snapshot=kept) as session, pytest.raises(SnapshotRefused):
            session.run("1")

    def test_nowhere_to_save(self):
        """Without a place there is nothing to save to."""
        with open_session() as session:
            session.run("x = 1")
            with pytest.raises(ConfigurationError, match="snapshots="):
                session.save()


class TestParts:
    def test_digest_is_of_the_bytes(self):
        """A part is known by its bytes alone."""
        part = Part(role="group", digest="0" * 64, size=3)
        manifest = {"thread": "t", "namespace": "", "level": "sandbox", "seed": 1, "imports": {}, "python": "3.11"}
        ref, _ = Manifest(**manifest, parts=[part], unkept=[], gone=[]).packed(Keys([b"k" * 32]))
        assert ref["size"] == 3

    def test_deleted_thread(self, snapshots, kept):
        """After a thread was deleted its snapshots are gone."""
        drive(snapshots.delete("t"))
        with pytest.raises(SnapshotRefused, match="there is no snapshot"):
            opened(snapshots, kept)


class TestRotation:
    def test_new_key_in_front(self, kept, tmp_path):
        """The first key signs, the old one opens until it is dropped."""
        store, old, new = DirectoryStore(tmp_path), b"k" * 32, b"n" * 32
        both = Snapshots(store=store, keys=Keys([new, old]))
        assert opened(both, kept)
        with open_session(snapshots=both, thread="t", snapshot=kept) as session:
            session.run("y = 1")
            later = session.save()
        alone = Snapshots(store=store, keys=Keys([new]))
        assert opened(alone, later)
        with pytest.raises(SnapshotRefused, match="add that key"):
            opened(alone, kept)
