"""`codenode run`: give a task to an agent and watch it work."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from codenode.agent import CodeAgent, create_code_agent
from codenode.budget import Budget
from codenode.cli import load, show
from codenode.errors import CodenodeError
from codenode.models.resolve import chat_model

UNFINISHED = 3
INTERRUPTED = 130


def run(
    task: Annotated[str, typer.Argument(help="What is to be done.")],
    model: Annotated[str, typer.Option(help="'local', or 'provider:name'.")] = "local",
    base_url: Annotated[str | None, typer.Option(help="An OpenAI-compatible endpoint for the model.")] = None,
    model_file: Annotated[Path | None, typer.Option(help="A GGUF file for the local model.")] = None,
    tool: Annotated[list[str] | None, typer.Option(help="module:function; may be repeated.")] = None,
    imports: Annotated[str, typer.Option(help="Modules code may import, comma-separated.")] = "",
    data: Annotated[list[Path] | None, typer.Option(help="A file code may open; may be repeated.")] = None,
    max_steps: Annotated[int, typer.Option(help="Actions the agent may run.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of steps.")] = False,  # noqa: FBT002 - a flag
    quiet: Annotated[bool, typer.Option(help="Print the answer only.")] = False,  # noqa: FBT002
    trace: Annotated[bool, typer.Option(help="Print the span tree at the end.")] = False,  # noqa: FBT002
) -> None:
    """Run a task. Exit codes: 0 answered, 1 error, 2 wrong usage, 3 no answer in the budget, 130 Ctrl-C."""
    console = Console()
    try:
        chat = chat_model(model, base_url=base_url, model_file=model_file)
        agent = create_code_agent(
            chat,
            load.tools(tool or []),
            name="codenode",
            imports=[name.strip() for name in imports.split(",") if name.strip()],
            files=data or [],
            budget=Budget(steps=max_steps),
        )
        outcome = _watched(agent, task, None if as_json or quiet else console, trace=trace)
    except CodenodeError as error:
        typer.echo(f"codenode: {error}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("\ncodenode: interrupted", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except Exception as error:  # the model's client may raise anything
        if "CODENODE_DEBUG" in os.environ:
            raise
        typer.echo(f"codenode: {type(error).__name__}: {error} (CODENODE_DEBUG=1 shows where)", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(vars(outcome), indent=2))
    else:
        if not quiet:
            console.print(_summary(outcome), highlight=False)
        typer.echo(outcome.text)
    raise typer.Exit(0 if outcome.status == "final" else UNFINISHED)


def _watched(agent: CodeAgent, task: str, console: Console | None, *, trace: bool) -> show.Outcome:
    if not trace:
        return show.live(agent, task, console)
    from codenode.tracing.capture import capture_spans  # noqa: PLC0415 - the SDK is loaded by who asks

    with capture_spans() as captured:
        outcome = show.live(agent, task, console)
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
