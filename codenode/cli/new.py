"""`codenode new`: begin a project of your own with a graph of the gallery."""

import ast
import json
import re
from pathlib import Path
from typing import Annotated

import typer

from codenode.errors import CodenodeError, ConfigurationError

HERE = Path(__file__).resolve().parents[1]
PLACES = (HERE / "gallery", HERE.parent / "graphs")
"""Where the graphs are: in an installed package, and beside one that is edited in place."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]*")

PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "{project}"
version = "0.1.0"
description = "{told}"
requires-python = ">=3.11"
dependencies = ["langgraph-codenode[local]", "langgraph>=1.2,<2"]

[dependency-groups]
dev = ["langgraph-cli[inmem]>=0.4"]

[tool.hatch.build.targets.wheel]
only-include = ["{graph}.py"]
"""
README = """\
# {project}

{told}

    pip install -e . && pip install 'langgraph-cli[inmem]'
    codenode models pull    # the local model, once; or change `model` in {graph}.py, e.g. to "openai:gpt-5-mini"
    cp .env.example .env
    langgraph dev           # serves {graph}.py; without a server: python -c "import {graph}; print({graph}.build())"

The graph is yours: change {graph}.py. It came from the gallery of langgraph-codenode.
"""
ENVIRONMENT = """\
# Copied to .env, read by `langgraph dev`.
LANGSMITH_TRACING=false
# The key of the provider whose model you use; the local one needs none.
# OPENAI_API_KEY=
# What signs snapshots of variables. Processes that go on with each other's threads share it; make one with
# python -c 'import secrets; print(secrets.token_hex(32))'
# CODENODE_SNAPSHOT_KEY=
"""
IGNORED = ".env\n.venv/\n__pycache__/\n*.egg-info/\ndist/\n.langgraph_api/\n*.sqlite\nsnapshots/\n"


def new(
    name: Annotated[str | None, typer.Argument(help="The folder to make; its last part names the project.")] = None,
    graph: Annotated[str, typer.Option(help="Which graph of the gallery.")] = "single",
    listed: Annotated[bool, typer.Option("--list", help="Print the graphs there are.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """Copy a graph of the gallery into a new folder. Exit codes: 0 made, 1 refused, 2 wrong usage."""
    if not listed and name is None:
        raise typer.BadParameter("give a NAME, e.g. `codenode new team --graph supervisor`, or --list")
    try:
        if listed or name is None:
            typer.echo(_table())
            return
        folder = made(Path(name), graph)
    except (CodenodeError, OSError) as error:
        typer.echo(f"codenode: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{folder}: the graph is {graph}.py; README.md says how to serve it")


def gallery() -> dict[str, Path]:
    """Return the graphs by name.

    Raises:
        ConfigurationError: this installation has none.
    """
    for place in PLACES:
        if found := {path.stem: path for path in sorted(place.glob("*.py"))}:
            return found
    raise ConfigurationError(f"the gallery is not where it should be, in {PLACES[0]}; install langgraph-codenode again")


def told(path: Path) -> str:
    """Return what a graph is: the first line of its docstring."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.stem
    return text.splitlines()[0]


def made(folder: Path, graph: str) -> Path:
    """Write the project.

    Raises:
        ConfigurationError: there is no such graph, or something is there already.
    """
    known = gallery()
    if graph not in known:
        raise ConfigurationError(f"unknown graph {graph!r}; there are {', '.join(known)}")
    if not NAME.fullmatch(folder.name):
        raise ConfigurationError(f"name {folder.name!r} is wrong; use letters, digits, '-', '_' and '.'")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(f"{str(folder)!r} is there already, and nothing is overwritten; give another name")
    words = {"graph": graph, "told": told(known[graph]), "project": re.sub(r"[ ._-]+", "-", folder.name).lower()}
    served = {"path": f"./{graph}.py:graph", "description": words["told"]}
    settings = {"dependencies": ["."], "graphs": {graph: served}, "env": ".env", "python_version": "3.11"}
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in {
        f"{graph}.py": known[graph].read_text(encoding="utf-8"),
        "pyproject.toml": PYPROJECT.format(**words),
        "langgraph.json": json.dumps(settings, indent=2) + "\n",
        "README.md": README.format(**words),
        ".env.example": ENVIRONMENT,
        ".gitignore": IGNORED,
    }.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def _table() -> str:
    known = gallery()
    width = max(map(len, known))
    return "\n".join(f"{name:{width}}  {told(path)}" for name, path in known.items())
