"""`codenode bench`: how many tasks with known answers does a model solve?"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from codenode.errors import CodenodeError
from codenode.evaluation.arms import arms
from codenode.evaluation.report import Figures, as_json, by_arm, by_kind, figures
from codenode.evaluation.runner import Result
from codenode.evaluation.runner import run as run_tasks
from codenode.evaluation.tasks import chosen
from codenode.models.resolve import chat_model

app = typer.Typer(help="Measure what a model solves.", no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Measure what a model solves."""


@app.command()
def tasks(
    *,
    model: Annotated[str, typer.Option(help="'local', or 'provider:name'.")] = "local",
    base_url: Annotated[str | None, typer.Option(help="An OpenAI-compatible endpoint for the model.")] = None,
    model_file: Annotated[Path | None, typer.Option(help="A GGUF file for the local model.")] = None,
    arm: Annotated[
        str,
        typer.Option(
            "--arms",
            help="Ways to solve, comma-separated: codenode; plain and plain-turns (two simple loops to "
            "compare with; they run the model's code with all your rights: use a throwaway machine).",
        ),
    ] = "codenode,plain-turns",
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    task: Annotated[list[str] | None, typer.Option(help="Only this task; may be repeated.")] = None,
    held_out: Annotated[
        bool | None,
        typer.Option("--held-out/--tuning", help="Only the held-out tasks, or only those for tuning."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many tasks.")] = None,
    json_out: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
) -> None:
    """Run tasks with known answers and count the right ones. Exit code 0 whatever the figures are."""
    try:
        wanted = chosen(kinds=kind or (), ids=task or (), held_out=held_out, limit=limit)
        ways = arms([name.strip() for name in arm.split(",") if name.strip()])
        chat = chat_model(model, base_url=base_url, model_file=model_file)
    except CodenodeError as error:
        typer.echo(f"codenode: {error}", err=True)
        raise typer.Exit(1) from None
    if any(name.startswith("plain") for name in ways):
        typer.echo(
            "note: the plain loop runs the model's code with all your rights (--arms codenode: without)", err=True
        )
    results = run_tasks(chat, wanted, ways, told=say)
    if json_out:
        typer.echo(json.dumps(as_json(results, model=model), indent=2))
    else:
        show(results, Console())


def say(result: Result) -> None:
    """Tell one result on the error stream, where it does not disturb JSON."""
    attempt = result.attempt
    typer.echo(
        f"{'right' if result.right else 'wrong'}  {result.task.id}  {result.arm}  {attempt.status}  "
        f"{attempt.steps} steps  {attempt.seconds:.1f} s  {attempt.error[:200]}".rstrip(),
        err=True,
    )


def show(results: Sequence[Result], console: Console) -> None:
    """Print the figures of each arm by kind, then in all."""
    console.print(kinds_table(results))
    console.print(totals_table(results))


def kinds_table(results: Sequence[Result]) -> Table:
    """Return right answers by kind and arm."""
    ways = by_arm(results)
    table = Table("kind", *ways, title="right answers")
    for kind, of_kind in by_kind(results).items():
        mine = by_arm(of_kind)
        table.add_row(kind, *(share(figures(mine[way])) for way in ways))
    return table


def totals_table(results: Sequence[Result]) -> Table:
    """Return all figures by arm."""
    heads = (
        "arm",
        "right",
        "95 % interval",
        "steps if right",
        "tokens in",
        "tokens out",
        "seconds",
        "errors",
    )
    table = Table(*heads, title="in all")
    for way, of_arm in by_arm(results).items():
        total = figures(of_arm)
        table.add_row(
            way,
            share(total),
            f"{total.low:.0%} to {total.high:.0%}",
            f"{total.steps:.2f}",
            f"{total.input_tokens:,}",
            f"{total.output_tokens:,}",
            f"{total.seconds:.0f}",
            str(total.errors),
        )
    return table


def share(some: Figures) -> str:
    """Write how many are right of how many."""
    return f"{some.right} / {some.total}"
