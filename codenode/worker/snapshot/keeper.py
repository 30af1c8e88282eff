"""Save the variables of a room as parts, and restore them in a fresh one."""

import json
import sys
from _pickle import dumps
from collections.abc import Iterable
from typing import Any

from codenode.worker.chance import Chance
from codenode.worker.policy.imports import Trust
from codenode.worker.policy.names import is_dunder
from codenode.worker.policy.room import Room
from codenode.worker.reads import Reads
from codenode.worker.snapshot import scratch
from codenode.worker.snapshot.book import Book
from codenode.worker.snapshot.codes import Codes
from codenode.worker.snapshot.gathering import Gathering
from codenode.worker.snapshot.loading import Loading
from codenode.worker.snapshot.names import Names
from codenode.worker.snapshot.parts import FILE, GROUP, Entry, Parts, entries_of, plain_of
from codenode.worker.snapshot.sharing import Sharing
from codenode.worker.snapshot.unkept import MOST, Told
from codenode.worker.sources import Sources

DEPTH = 3_000  # of data in data, while it is written down

SOURCE, CHANCE, INDEX, SCRATCH = "s:", "chance", "index", "f:"


class Keeper:
    """Saves and restores one room.

    Args:
        codes: the actions in which functions were defined.
        sources: the texts of all actions, to say where a variable came from.
        folder: the scratch folder.
        given: the files in it that the host put there.
        trust: entered for what the code itself may not do.
    """

    def __init__(
        self,
        room: Room,
        *,
        codes: Codes,
        sources: Sources,
        reads: Reads,
        chance: Chance,
        folder: str,
        given: scratch.Seen,
        trust: Trust,
    ) -> None:
        self._room = room
        self._codes = codes
        self._reads = reads
        self._chance = chance
        self._folder = folder
        self._given = given
        self._trust = trust
        self._book = Book(room.globals, room.classes, Names(room.builtins, room.imports), codes)
        self._sharing = Sharing(room.globals, trust)
        self._told = Told(sources)
        self._sources = sources
        self.gone: dict[str, dict[str, str]] = {}
        """What earlier snapshots could not keep."""

    # --- saving -----------------------------------------------------------------------------------

    def save(self, most: int) -> tuple[Parts, list[dict[str, str]]]:
        """Return the parts of a snapshot, of so many bytes at most, and what could not be kept."""
        deep = sys.getrecursionlimit()
        sys.setrecursionlimit(max(deep, DEPTH))
        try:
            saving = Gathering(self._book, self._sharing, self._told)
            self._book.names.refresh()
            saving.save({name: self._room.globals[name] for name in reversed(self._room.user_names())})
        finally:
            sys.setrecursionlimit(deep)
        parts = Parts()
        entries = saving.entries(parts, most)
        entries += [
            _entry(SOURCE + name, self._codes.texts[name].encode("utf-8", "surrogatepass")) for name in saving.files
        ]
        if chance := self._chance.state():
            entries.append(_entry(CHANCE, dumps(chance, 5)))
        entries += self._files(parts, most - parts.size)
        entries.append(_entry(INDEX, json.dumps(self._index(saving)).encode()))
        parts.add_entries(entries)
        return parts, saving.unkept[:MOST]

    def _files(self, parts: Parts, most: int) -> list[Entry]:
        found = scratch.changed(self._folder, self._given, most)
        return [((SCRATCH + name,), b"", (parts.add(FILE, data),)) for name, data in found.items()]

    def _index(self, saving: "Gathering") -> dict[str, object]:
        return {"names": saving.names, "imports": self._room.imports.imported, "floor": self._reads.floor}

    def still_gone(self) -> list[dict[str, str]]:
        """Return what earlier snapshots could not keep, and the code has not made again."""
        return [item for name, item in self.gone.items() if name not in self._room.globals][:MOST]

    # --- restoring --------------------------------------------------------------------------------

    def restore(self, parts: Iterable[tuple[str, str, Any]]) -> list[dict[str, str]]:
        """Make the variables of a snapshot; return what could not be made.

        Args:
            parts: role, digest and bytes of each.
        """
        loading = Loading(self._book, self._room)
        entries: dict[str, Entry] = {}
        for role, digest, data in parts:
            if role == GROUP:
                entries.update((",".join(entry[0]), entry) for entry in entries_of(data))
            else:
                loading.buffers[digest] = data
        index = json.loads(entries.pop(INDEX)[1])
        self._import(index["imports"])
        self._book.names.refresh()
        chance = entries.pop(CHANCE, None)
        for key in [key for key in entries if key.startswith((SOURCE, SCRATCH))]:
            self._text_or_file(key, entries.pop(key), loading)
        values = loading.values(entries)
        for name in index["names"]:
            if name in values and _is_name(name):
                self._room.globals[name] = values[name]
        if chance is not None:
            self._chance.restore(plain_of(chance[1]))
        self._reads.go_on(index["floor"])
        self._book.shapes.forget()
        return [{"name": name, "type": "", "why": why, "line": ""} for name, why in loading.unmade.items()][:MOST]

    def _import(self, modules: list[str]) -> None:
        for module in modules:
            try:
                self._room.imports.load(module)
            except ImportError:
                continue  # what needs it is told as not kept

    def _text_or_file(self, key: str, entry: Entry, loading: "Loading") -> None:
        if key.startswith(SCRATCH):
            scratch.put_back(self._folder, key.removeprefix(SCRATCH), loading.buffers[entry[2][0]], self._trust)
            return
        name, text = key.removeprefix(SOURCE), entry[1].decode("utf-8", "surrogatepass")
        self._codes.texts[name] = text
        self._sources.add(name, text)


def _is_name(name: object) -> bool:
    return type(name) is str and name.isidentifier() and not is_dunder(name)


def _entry(key: str, data: bytes) -> Entry:
    return (key,), data, ()
