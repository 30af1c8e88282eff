"""Our executors do what an executor must; one that does not is told what is wrong."""

import pytest

from codenode.executors.choose import choose
from codenode.executors.process import ProcessExecutor
from codenode.testing import conformance


class Forgetful(ProcessExecutor):
    """Starts a worker whose scratch folder is not there."""

    def start(self, opening):
        """Fail as an executor of somebody else's might."""
        raise OSError("no room")


class TestConformance:
    @pytest.mark.parametrize("name", ["auto", "process", "inprocess"])
    def test_ours(self, name):
        """Every executor of ours passes."""
        assert conformance(choose(name)) == []

    def test_failures(self):
        """Each failed check is named, with what went wrong."""
        failed = conformance(Forgetful())
        assert len(failed) > 10
        assert failed[0] == "variables: OSError: no room"
