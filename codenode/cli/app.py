"""Assemble the commands; say which extra is missing when they cannot run."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer


def main() -> None:
    """Run the command line."""
    try:
        import rich  # noqa: F401, PLC0415 - asked for before anything that needs it
        import typer  # noqa: F401, PLC0415
    except ImportError:
        from codenode.errors import MissingExtra  # noqa: PLC0415

        sys.exit(str(MissingExtra("the command line", "cli")))
    application()()


def application() -> "Typer":
    """Return the application with all its commands."""
    from typer import Typer  # noqa: PLC0415

    from codenode.cli import bench, doctor, execute, journal, models, new, run, selftest  # noqa: PLC0415

    app = Typer(
        name="codenode",
        help="Code-acting agents on LangGraph: the model acts by writing Python.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    app.command("run")(run.run)
    app.command("exec")(execute.execute)
    app.command("new")(new.new)
    app.command("doctor")(doctor.doctor)
    app.command("selftest")(selftest.selftest)
    app.add_typer(journal.app, name="journal")
    app.add_typer(models.app, name="models")
    app.add_typer(bench.app, name="bench")
    return app
