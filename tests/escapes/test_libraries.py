"""Every escape idea through a library ends in a refusal or an exception, in a real worker."""

from pathlib import Path

import pytest

from codenode import Limits, open_session

CORPUS = sorted((Path(__file__).parent / "libraries").glob("*.py"))
OUTCOMES = {"ok": "harmless", "error": "raises", "rejected": "refused"}


def wanted(path):
    """Return how a file must end, and the library it needs."""
    expected, _, library = path.read_text().splitlines()[0].removeprefix("# expect: ").partition(" with ")
    return expected, library


@pytest.fixture(scope="module")
def sessions():
    """Return one open session a library."""
    opened = {}
    yield opened
    for session in opened.values():
        session.close()


def session_of(sessions, library):
    """Open a session that may import the library."""
    if library not in sessions:
        sessions[library] = open_session(imports=[library], limits=Limits(seconds=60))
    return sessions[library]


class TestLibraryCorpus:
    @pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
    def test_expected(self, sessions, path):
        """The file ends as its first line says, not by a missing name, and leaves nothing behind."""
        expected, library = wanted(path)
        pytest.importorskip(library)
        session = session_of(sessions, library)
        seen = session.run(path.read_text())
        named = seen["fault"] is not None and seen["fault"]["type"] == "NameError"
        assert OUTCOMES[seen["status"]] + " NameError" * named == expected, seen
        assert session.run("1 + 1")["value"] == 2
        assert list(session._session._folder.iterdir()) == []

    def test_size(self):
        """The corpus only grows."""
        assert len(CORPUS) >= 90
