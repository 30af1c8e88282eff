"""What the tests share: real workers, tools, scripted agents."""

import gc
import os
import warnings
from collections.abc import Callable

import pytest
from sample import QUICK, broken, double, later

from codenode import create_code_agent, open_session
from codenode.testing import ScriptedModel, capture_spans


@pytest.fixture(params=["auto", "inprocess"])
def session(request, swept):
    """An open session in each executor, with three tools."""
    with open_session(tools=[double, broken, later], executor=request.param, limits=QUICK) as opened:
        yield opened


@pytest.fixture
def worker():
    """An open session in a worker process."""
    with open_session(tools=[double, broken, later], executor="process", limits=QUICK) as opened:
        yield opened


@pytest.fixture
def scripted() -> Callable:
    """Build an agent that plays the given replies."""

    def build(*replies, **settings):
        tools = settings.pop("tools", [double, broken, later])
        return create_code_agent(ScriptedModel(replies), tools, limits=QUICK, **settings)

    return build


@pytest.fixture
def captured():
    """The spans that end during the test."""
    with capture_spans() as found:
        yield found


@pytest.fixture(scope="module")
def swept():
    """Collect what code that ran in this process left behind, coroutines nobody awaited among it."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()


@pytest.fixture(autouse=True, scope="session")
def _keys():
    """Give the tests a key of their own: none is made in the home of who runs them."""
    os.environ["CODENODE_SNAPSHOT_KEY"] = "0" * 64
