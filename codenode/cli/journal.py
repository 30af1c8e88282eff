"""`codenode journal`: read what agents wrote down of their calls, and check that it is whole."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from codenode.cli.threads import Home
from codenode.errors import JournalError
from codenode.journal.base import Journal
from codenode.journal.choose import chosen_journal
from codenode.journal.entries import Entry, Kept, Records, verified
from codenode.snapshots.keys import state_folder

T = TypeVar("T")
DAMAGED = 1
WIDTH = 100

app = typer.Typer(help="What agents wrote down of their calls.", no_args_is_help=True)
Place = Annotated[
    str | None, typer.Option("--journal", help="A SQLite file, or postgresql://...; else the one of this user.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the records as JSON.")]


@app.command("threads")
def list_threads(*, journal: Place = None) -> None:
    """List the threads that have records."""
    for thread in _said(lambda: _journal(journal).threads()):
        typer.echo(thread)


@app.command("show")
def show(thread: str, *, journal: Place = None, as_json: Json = False) -> None:
    """Show the actions of a thread: their code, their calls, and how those ended."""
    found = _said(lambda: _journal(journal).read(thread))
    if not found:
        typer.echo(
            f"codenode: thread {thread!r} has no records; `codenode journal threads` lists those that have", err=True
        )
        raise typer.Exit(1)
    if as_json:
        actions = [{"thread": thread, "task": task, "records": entries} for task, entries in found.items()]
        typer.echo(json.dumps(actions, indent=2))
        return
    typer.echo("\n\n".join("\n".join(_action(task, entries)) for task, entries in found.items()))


@app.command("verify")
def verify(thread: Annotated[str | None, typer.Argument()] = None, *, journal: Place = None) -> None:
    """Check every record against the seal of the one before it. Exit codes: 0 all are whole, 1 some are not."""
    kept = _journal(journal)
    threads = [thread] if thread else _said(kept.threads)
    damaged = 0
    for name in threads:
        try:
            actions = kept.read(name)
            for entries in actions.values():
                verified(entries)
        except JournalError as error:
            damaged += 1
            typer.echo(f"DAMAGED  {name}: {error}")
        else:
            count = sum(map(len, actions.values()))
            typer.echo(f"whole    {name}: {count} records of {len(actions)} action{'s' * (len(actions) != 1)}")
    raise typer.Exit(DAMAGED if damaged else 0)


def _journal(given: str | None) -> Journal:
    place = given or str(Home(state_folder()).journal)
    if "://" not in place and not Path(place).is_file():
        typer.echo(f"codenode: there is no journal {place}; give --journal PATH", err=True)
        raise typer.Exit(1)
    return _said(lambda: chosen_journal(place))


def _said(work: Callable[[], T]) -> T:
    """Return what the work returns; say what is wrong and end."""
    try:
        return work()
    except (JournalError, ImportError) as error:
        typer.echo(f"codenode: {error}", err=True)
        raise typer.Exit(1) from None


# --- one action -------------------------------------------------------------------------------------------


def _action(task: str, entries: list[Entry]) -> Iterator[str]:
    records = Records()
    for entry in entries:
        records.add(entry)
    if (action := records.action) is not None:
        began = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(action["at"]))
        yield f"{began}  {action['agent']}, step {action['step']}, action {action['action']}  ({task})"
        yield from (f"    {line}" for line in action["code"].strip("\n").splitlines())
    for number, kept in sorted(records.calls.items()):
        if number:
            yield from _call(number, kept, records)


def _call(number: int, kept: Kept, records: Records) -> Iterator[str]:
    yield f"  {number:3}  {_outcome(kept):9} {_cut(f'{kept.tool}({_arguments(kept.arguments)})')}"
    if kept.asked is not None:
        decision = _decision(records.decisions.get(kept.asked["approval"]), kept, records)
        yield f"                 asked: {decision}"
    if kept.started is not None and "edited" in kept.started:
        yield f"                 with {_cut(_arguments(kept.started['edited']))} instead"
    if kept.attempt > 1:
        yield f"                 attempt {kept.attempt}"
    if kept.done is not None and "error" in kept.done:
        yield f"                 {_cut(': '.join(kept.done['error']))}"
    elif kept.done is not None and kept.done.get("value") is not None:
        yield f"                 = {_cut(json.dumps(kept.done['value']))}"


def _outcome(kept: Kept) -> str:
    if kept.done is not None:
        return kept.done["outcome"]
    if kept.paused or kept.started is None:
        return "paused" if kept.paused else "asked"
    return "started"


def _decision(decided: object, kept: Kept, records: Records) -> str:
    """Return what was decided about a call: the decisions of a request stand in the order of its calls."""
    if not isinstance(decided, list):
        return "no answer yet"
    assert kept.asked is not None
    together = [
        other for _, other in sorted(records.calls.items())
        if other.asked is not None and other.asked["approval"] == kept.asked["approval"]
    ]  # fmt: skip
    number = next(index for index, other in enumerate(together) if other is kept)
    return str(decided[number].get("type", "?")) if number < len(decided) else "?"


def _arguments(text: str) -> str:
    """Return canonical arguments as they would be written in a call; as they are where that cannot be said."""
    try:
        given = json.loads(text)
    except ValueError:  # cut, because it was long
        return text
    return (
        ", ".join(f"{name}={json.dumps(value)}" for name, value in given.items()) if isinstance(given, dict) else text
    )


def _cut(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return shown if len(shown) <= WIDTH else f"{shown[: WIDTH - 1]}…"
