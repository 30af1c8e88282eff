"""Native attacks on the operating system: with the language layer off, the jail alone must hold."""

import sys
from pathlib import Path

import pytest
from raw import FreeExecutor, RawExecutor

from codenode.session import open_session

PROBES = sorted((Path(__file__).parent / "os_probes").glob("*.py"))
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the jail is made of Linux")


@pytest.fixture(scope="module")
def jailed():
    """Return an executor whose workers have the jail and nothing else."""
    executor = RawExecutor()
    yield executor
    executor.close()


@pytest.fixture(scope="module")
def free():
    """Return an executor whose workers have nothing at all."""
    executor = FreeExecutor()
    yield executor
    executor.close()


def outcome(executor, probe):
    """Run a probe in a worker of its own; say whether it got through."""
    with open_session(executor=executor) as session:
        seen = session.run(probe.read_text(encoding="utf-8"))
    fault = seen["fault"]
    assert fault is None or fault["type"] not in {"NameError", "SyntaxError", "ImportError"}, fault
    assert fault is None or "not allowed here" not in fault["message"], "the language layer is still on"
    return "got through" if "GOT" in seen["output"] else f"held: {fault['message'] if fault else seen['output']}"


@pytest.mark.parametrize("probe", PROBES, ids=lambda path: path.stem)
class TestProbes:
    def test_held(self, jailed, probe):
        """The jail holds it."""
        assert outcome(jailed, probe).startswith("held")

    def test_reaches(self, free, probe):
        """Without the jail it gets through, or this machine does not have the thing: no typing error defends us."""
        found = outcome(free, probe)
        if found != "got through":
            pytest.skip(found)
