"""Each journal with its storage: opened, opened again, and damaged on purpose."""

import json
import sqlite3
from contextlib import closing

from langgraph.store.memory import InMemoryStore

from codenode import MemoryJournal, SqliteJournal
from codenode.journal.entries import Scope, sealed
from codenode.journal.postgres import PostgresJournal
from codenode.journal.store import StoreJournal, _key, _namespace

SCOPE = Scope(thread="t.1", task="act:5b|x")


def chain(*entries, before="", first=0):
    """Return entries as a book writes them: numbered, each sealed to the one before."""
    done = []
    for number, entry in enumerate(entries, first):
        whole = {"v": 1, "seq": number, "at": 1.5 + number, **entry}
        before = whole["seal"] = sealed(whole, before)
        done.append(whole)
    return done


def another(backend, place):
    """Return a journal on storage that others use too."""
    if backend == "postgres":
        return PostgresJournal(place)
    return StoreJournal(opened_store(place)) if backend == "store" else SqliteJournal(place)


def opened_store(place):
    """Return a store in a SQLite file."""
    from langgraph.store.sqlite import SqliteStore

    store = SqliteStore(sqlite3.connect(place, check_same_thread=False, isolation_level=None, timeout=30))
    store.setup()
    return store


class Rows:
    """Storage in tables."""

    def __init__(self, backend, place):
        self.backend, self.place, self.opened = backend, place, []
        self.journal = self.another()

    def another(self):
        """Return another journal on it."""
        self.opened.append(another(self.backend, self.place))
        return self.opened[-1]

    def close(self):
        """Close what was opened."""
        for journal in self.opened:
            journal.close()

    def sql(self, query, *values):
        """Do something behind the journal's back."""
        if self.backend == "postgres":
            import psycopg

            with psycopg.connect(self.place, autocommit=True) as database:
                found = database.execute(query.replace("?", "%s"), values)
                return found.fetchall() if found.description else []
        with closing(sqlite3.connect(self.place, isolation_level=None)) as database:
            return database.execute(query, values).fetchall()

    def body(self, seq):
        """Return a record as it is stored."""
        return self.sql("SELECT body FROM codenode_entries WHERE seq=?", seq)[0][0]

    def change(self, seq, body):
        """Put another in its place."""
        self.sql("UPDATE codenode_entries SET body=? WHERE seq=?", body, seq)

    def remove(self, seq):
        """Take one out."""
        self.sql("DELETE FROM codenode_entries WHERE seq=?", seq)


class Items:
    """Storage in a LangGraph store."""

    def __init__(self, place=None):
        self.place = place
        self.store = opened_store(place) if place else InMemoryStore()
        self.journal = StoreJournal(self.store)

    def another(self):
        """Return another journal on it."""
        return StoreJournal(opened_store(self.place) if self.place else self.store)

    def body(self, seq):
        """Return a record as it is stored."""
        return self.store.get(_namespace(SCOPE), _key(seq)).value["body"]

    def change(self, seq, body):
        """Put another in its place."""
        self.store.put(_namespace(SCOPE), _key(seq), {"body": body})

    def remove(self, seq):
        """Take one out."""
        self.store.delete(_namespace(SCOPE), _key(seq))


class Memory:
    """Storage in this process."""

    def __init__(self):
        self.journal = MemoryJournal()

    def another(self):
        """There is but one."""
        return self.journal

    def body(self, seq):
        """Return a record as text."""
        return json.dumps(self.journal._entries[SCOPE][seq])

    def change(self, seq, body):
        """Put another in its place."""
        self.journal._entries[SCOPE][seq] = json.loads(body)

    def remove(self, seq):
        """Take one out."""
        del self.journal._entries[SCOPE][seq]
