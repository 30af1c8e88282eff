"""`codenode exec`: run one Python file in the sandbox."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from codenode.errors import CodenodeError
from codenode.executors.limits import Limits
from codenode.memory import pictured, shown
from codenode.session import open_session
from codenode.types import Observation

REFUSED = 3
INTERRUPTED = 130


def execute(
    file: Annotated[Path, typer.Argument(help="The Python file; '-' for standard input.")],
    imports: Annotated[str, typer.Option(help="Modules code may import, comma-separated.")] = "",
    data: Annotated[list[Path] | None, typer.Option(help="A file code may open; may be repeated.")] = None,
    seconds: Annotated[float, typer.Option(help="Wall time.")] = 30.0,
    executor: Annotated[str, typer.Option(help="auto, sandbox, process or inprocess.")] = "auto",
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole observation.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Run a file. Exit codes: 0 it ran, 1 an error of codenode's, 2 wrong usage, 3 the code failed."""
    try:
        code = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        names = [name.strip() for name in imports.split(",") if name.strip()]
        limits = Limits(seconds=seconds)
        with open_session(imports=names, files=data or [], executor=executor, limits=limits) as session:
            seen = session.run(code)
    except (CodenodeError, OSError, UnicodeDecodeError) as error:
        typer.echo(f"codenode: {error}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    if as_json:
        typer.echo(json.dumps(seen, indent=2))
    else:
        _printed(seen, code)
    raise typer.Exit(0 if seen["status"] in {"ok", "final"} else REFUSED)


def _printed(seen: Observation, code: str) -> None:
    typer.echo(seen["output"], nl=False)
    if seen["fault"]:
        told = {**seen, "output": ""}
        typer.echo(shown(told, code, 10_000, full=True).removeprefix("Observation:\n"), err=True)  # type: ignore[arg-type]
        return
    if seen["preview"]:
        typer.echo(seen["preview"])
    for line in pictured(seen):
        typer.echo(line)
