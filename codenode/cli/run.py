"""`codenode run`: give a task to an agent and watch it work; with `--thread`, whatever becomes of the process."""

import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console

from codenode.agent import CodeAgent, create_code_agent
from codenode.artifacts import aread_artifacts, described, read_artifacts
from codenode.budget import Budget
from codenode.cli import load, show
from codenode.cli.threads import Home, config_of, going_on
from codenode.errors import ArtifactRefused, CodenodeError
from codenode.models.resolve import chat_model
from codenode.snapshots.artifacts import with_bytes
from codenode.snapshots.keys import state_folder
from codenode.types import Artifact

UNFINISHED = 3
INTERRUPTED = 130


def run(
    task: Annotated[str | None, typer.Argument(help="What is to be done.")] = None,
    *,
    model: Annotated[str, typer.Option(help="'local', or 'provider:name'.")] = "local",
    base_url: Annotated[str | None, typer.Option(help="An OpenAI-compatible endpoint for the model.")] = None,
    model_file: Annotated[Path | None, typer.Option(help="A GGUF file for the local model.")] = None,
    tool: Annotated[list[str] | None, typer.Option(help="module:function; may be repeated.")] = None,
    imports: Annotated[str, typer.Option(help="Modules code may import, comma-separated.")] = "",
    data: Annotated[list[Path] | None, typer.Option(help="A file code may open; may be repeated.")] = None,
    max_steps: Annotated[int, typer.Option(help="Actions the agent may run.")] = 20,
    thread: Annotated[str | None, typer.Option(help="A conversation to begin or to continue; it is kept.")] = None,
    resume: Annotated[bool, typer.Option(help="Go on with the thread's run that was cut off.")] = False,
    state: Annotated[Path | None, typer.Option(help="Where threads are kept; else this user's folder.")] = None,
    files: Annotated[Path | None, typer.Option(help="A folder for the files of the answer.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of steps.")] = False,
    quiet: Annotated[bool, typer.Option(help="Print the answer only.")] = False,
    trace: Annotated[bool, typer.Option(help="Print the span tree at the end.")] = False,
) -> None:
    """Run a task. Exit codes: 0 answered, 1 error, 2 wrong usage, 3 no answer in the budget, 130 Ctrl-C."""
    _check_asked(task, thread, resume=resume)
    console = Console()
    try:
        chat = chat_model(model, base_url=base_url, model_file=model_file)
        make = partial(
            create_code_agent,
            chat,
            load.tools(tool or []),
            name="codenode",
            imports=[name.strip() for name in imports.split(",") if name.strip()],
            files=data or [],
            budget=Budget(steps=max_steps),
        )
        screen = None if as_json or quiet else console
        if thread:
            work = _kept(make, Home(state or state_folder()), thread, task, screen)
        else:
            work = show.watched(make(), {"messages": [("user", task)]}, screen)
        outcome = _traced(work) if trace else asyncio.run(work)
    except CodenodeError as error:
        typer.echo(f"codenode: {error}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        again = f"; go on with: codenode run --thread {thread} --resume" if thread else ""
        typer.echo(f"\ncodenode: interrupted{again}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:  # the model's client may raise anything
        if "CODENODE_DEBUG" in os.environ:
            raise
        said = f"{type(error).__name__}: {error}{_address(error)}"
        typer.echo(f"codenode: {said} (CODENODE_DEBUG=1 shows where)", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(vars(outcome), indent=2))
    else:
        if not quiet:
            console.print(_summary(outcome), highlight=False)
        typer.echo(outcome.text)
    if files is not None:
        _write(outcome, files)
    raise typer.Exit(0 if outcome.status == "final" else UNFINISHED)


def _check_asked(task: str | None, thread: str | None, *, resume: bool) -> None:
    """Refuse a command line that asks for nothing, or for two things at once."""
    if resume and task is not None:
        raise typer.BadParameter("--resume goes on with the task that was begun; leave out either it or the task")
    if task is None and not (resume and thread):
        raise typer.BadParameter("give a task, or --thread NAME --resume")
    if task is not None and not task.strip():
        raise typer.BadParameter('the task is empty; say what is to be done: codenode run "..."')


def _address(error: Exception) -> str:
    """Return where the request went that failed, without what may be secret in it; empty where none is known."""
    try:
        place = urlsplit(str(error.request.url))  # type: ignore[attr-defined]  # clients built on httpx have it
    except (AttributeError, RuntimeError, ValueError):
        return ""
    return f" at {place.scheme}://{place.netloc.rpartition('@')[2]}{place.path}"


async def _kept(
    make: Callable[..., CodeAgent], home: Home, thread: str, task: str | None, console: Console | None
) -> show.Outcome:
    """Go on with a thread; one that is over only says again how it ended."""
    async with home.kept() as kept:
        agent = make(**kept)
        given, due = await going_on(agent, thread, task)
        if due:
            await show.watched(agent, given, console, config_of(thread))
        else:
            typer.echo(f"codenode: the run of thread {thread!r} is over; this was its answer", err=True)
        values = (await agent.aget_state(config_of(thread))).values
        outcome = show.ended(values)
        outcome.artifacts = await _brought(agent, described(values), thread)
        return outcome


async def _brought(agent: CodeAgent, files: list[Artifact], thread: str) -> list[Artifact]:
    """Return the files of a kept answer with their bytes."""
    try:
        found = await aread_artifacts({"artifacts": files}, agent, config_of(thread))
    except ArtifactRefused as error:  # the answer itself is there
        typer.echo(f"codenode: {error}", err=True)
        return []
    return [with_bytes(file, found[file["name"]]) for file in files]


def _write(outcome: show.Outcome, folder: Path) -> None:
    """Put the files of an answer into a folder; their names have no folders in them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in read_artifacts({"artifacts": outcome.artifacts}).items():
        (folder / name).write_bytes(data)
        typer.echo(f"codenode: wrote {folder / name}", err=True)


def _traced(work: Coroutine[Any, Any, show.Outcome]) -> show.Outcome:
    from codenode.tracing.capture import capture_spans  # noqa: PLC0415 - the SDK is loaded by who asks

    with capture_spans() as captured:
        outcome = asyncio.run(work)
    typer.echo(f"\n{captured.text}\n", err=True)
    return outcome


def _summary(outcome: show.Outcome) -> str:
    usage = outcome.usage
    parts = (
        f"{usage['steps']} steps",
        f"{usage['tool_calls']} calls",
        f"{usage['input_tokens']:,} + {usage['output_tokens']:,} tokens",
        f"{usage['seconds']:.1f} s",
    )
    return f"\n[dim]{', '.join(parts)}[/dim]"
