"""A process of its own that opens a journal: what it is told on its input it does, and says how that went."""

import json
import sys
from contextlib import suppress

from kits import another

from codenode import ActionBusy, JournalError
from codenode.journal.entries import Scope


def main(backend: str, place: str) -> None:
    """Do what each line says, until there are no more."""
    journal = another(backend, place)
    journal.read("warm")
    tokens = {}
    say("ready")
    for line in sys.stdin:
        verb, thread, task, entries = json.loads(line)
        scope = Scope(thread=thread, task=task)
        try:
            if verb == "open":
                tokens[scope], known = journal.open(scope)
                say(f"got {len(known)}")
            elif verb == "write":
                journal.write(scope, tokens[scope], entries)
                say("written")
        except (ActionBusy, JournalError) as error:
            say(type(error).__name__)


def say(word: str) -> None:
    """Say how it went."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main(*sys.argv[1:])
