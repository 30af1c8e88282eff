"""`codenode doctor`: say how well code is isolated on this machine."""

import json
from typing import Annotated

import typer

from codenode.executors.report import LAYERS, Report, examine

WEAK = 1
EFFECTS = (
    "Effects happen once where a run can be resumed: with a checkpointer, durability 'async' or 'sync', and a",
    "journal that outlives the process (create_code_agent(journal=...)). Without them a run that is cut off and",
    "begun anew calls its tools again; mark those @idempotent that may be.",
)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,  # noqa: FBT002 - a flag
    without: Annotated[list[str] | None, typer.Option(help="Leave a layer out, to see what that does.")] = None,
) -> None:
    """Try every layer of the sandbox here. Exit codes: 0 the sandbox holds, 1 it cannot be had here."""
    report = examine(without=tuple(without or ()))
    typer.echo(json.dumps(report, indent=2) if as_json else _told(report))
    raise typer.Exit(0 if report["level"] == "sandbox" else WEAK)


def _told(report: Report) -> str:
    lines = [f"Level: {report['level']}", ""]
    lines += [f"  {state:4} {name:18} {LAYERS[name]}" for name, state in report["layers"].items()]
    if report["attempts"]:
        lines += ["", "Tried from inside:"]
        lines += [f"  {'held' if held else 'OPEN':4} {name}" for name, held in report["attempts"].items()]
    if report["missing"]:
        lines += ["", "What the sandbox lacks here:"]
        lines += [f"  {name}: {remedy}" for name, remedy in report["missing"].items()]
    return "\n".join([*lines, "", *EFFECTS])
