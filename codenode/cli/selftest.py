"""`codenode selftest`: run the escape corpus on this machine."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from codenode.errors import CodenodeError
from codenode.escapes.attack import CORPUS, Attack, attacks

if TYPE_CHECKING:
    from codenode.escapes.selftest import Selftest

OPEN = 1
USAGE = 2


def selftest(
    *,
    escape_: Annotated[bool, typer.Option("--escape", help="Run the escape corpus.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    prove: Annotated[
        bool,
        typer.Option(
            "--proof/--no-proof",
            help="Also show that each attack reaches its target where its layer is off. That runs the attacks "
            "outside of the sandbox, in processes that are thrown away; they read harmless markers.",
        ),
    ] = True,
    corpus: Annotated[Path, typer.Option(help="Another folder of attacks, in the same form.")] = CORPUS,
) -> None:
    """Attack the sandbox of this machine. Exit codes: 0 everything held, 1 something did not, 2 nothing to run."""
    if not escape_:
        typer.echo("codenode: nothing to run; there is: codenode selftest --escape", err=True)
        raise typer.Exit(USAGE)
    try:
        found = attacks(corpus)
    except ValueError as error:
        typer.echo(f"codenode: {error}", err=True)
        raise typer.Exit(USAGE) from None
    if not found:
        typer.echo(f"codenode: no attacks in {corpus}", err=True)
        raise typer.Exit(USAGE)
    try:
        report = _ran(found, prove=prove)
    except CodenodeError as error:
        typer.echo(f"codenode: {error}", err=True)
        raise typer.Exit(USAGE) from None
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    else:
        _show(report, Console(), prove=prove)
    raise typer.Exit(OPEN if report["troubles"] else 0)


def _ran(found: list[Attack], *, prove: bool) -> "Selftest":
    from codenode.escapes.selftest import selftest as run_attacks  # noqa: PLC0415 - it starts workers: only who asks loads it

    with Console(stderr=True).status("attacking") as status:
        done = 0

        def tell(_: Attack) -> None:
            nonlocal done
            done += 1
            status.update(f"attacking: {done} of {len(found)}" if done < len(found) else "proving that they reach")

        return run_attacks(found, prove=prove, tell=tell)


def _show(report: "Selftest", console: Console, *, prove: bool) -> None:
    def say(text: str) -> None:
        console.print(escape(text), highlight=False, soft_wrap=True)

    say(f"Isolation: {report['level']}\n")
    console.print(_table(report, prove=prove))
    if report["unproved"]:
        say(f"\nNot shown to reach anything here ({len(report['unproved'])}):")
        for name, why in report["unproved"].items():
            say(f"  {name}: {why.partition(chr(10))[0][:160]}")
    if report["troubles"]:
        say(f"\nDid not hold ({len(report['troubles'])}):")
        for trouble in report["troubles"]:
            say(f"  {trouble['attack']}: {trouble['verdict']}: {trouble['seen']}")
    elif report["total"]["skipped"]:
        say("\nAll that was run held.")
    else:
        say("\nAll held.")


def _table(report: "Selftest", *, prove: bool) -> Table:
    total = report["total"]
    rare = {"unclear", "skipped"}
    shown = [name for name in total if (name not in rare or total[name]) and (prove or name != "reach_proved")]  # type: ignore[literal-required] # names of a row
    table = Table(box=None)
    table.add_column("class", no_wrap=True)
    for name in shown:
        table.add_column(name.replace("_", " "), justify="right")
    for kind, row in [*report["classes"].items(), ("total", total)]:
        figures = [str(row[name]) for name in shown]  # type: ignore[literal-required] # as above
        table.add_row(kind, *figures, style="red" if row["got_through"] or row["unclear"] else None)
    return table
