"""Sessions in which a library may be imported."""

import pytest

from codenode import Limits, open_session


@pytest.fixture(scope="module")
def session(request, tmp_path_factory):
    """Open a session with the module's `IMPORTS` and two files."""
    for name in request.module.IMPORTS:
        pytest.importorskip(name)
    folder = tmp_path_factory.mktemp("files")
    (folder / "data.csv").write_text("a,b\n1,2\n3,4\n")
    (folder / "data.json").write_text('[{"a": 1}, {"a": 2}]')
    files = [folder / "data.csv", folder / "data.json"]
    with open_session(imports=request.module.IMPORTS, files=files, limits=Limits(seconds=60)) as opened:
        yield opened


@pytest.fixture(scope="module")
def value(session):
    """Return what the last expression of a source is, or fail with what went wrong."""

    def run(source):
        seen = session.run(source)
        assert seen["status"] == "ok", seen
        return seen["value"]

    return run


@pytest.fixture(scope="module")
def fault(session):
    """Return type and message of what a source raises."""

    def run(source):
        seen = session.run(source)
        assert seen["fault"], seen
        return f"{seen['fault']['type']}: {seen['fault']['message']}"

    return run
