"""Which failures of a model pass, and how long is waited, for the errors of real clients."""

import email.utils
import time

import httpx
import pytest
from langgraph.types import RetryPolicy

from codenode.models.failures import RETRY, asked_wait, passing, patience

openai = pytest.importorskip("openai")

REQUEST = httpx.Request("POST", "http://model.invalid")
STEADY = RetryPolicy(initial_interval=1, backoff_factor=2, max_interval=60, max_attempts=5, jitter=False)


class Carrying(Exception):  # noqa: N818 - reads as what it is
    """An error with a response, as most clients have it."""

    def __init__(self, status, **headers):
        super().__init__("said nothing of use")
        self.status_code = status
        self.response = httpx.Response(status, headers={k.replace("_", "-"): v for k, v in headers.items()})


class TestPassing:
    @pytest.mark.parametrize(
        "error",
        [
            Carrying(429),
            Carrying(500),
            Carrying(503),
            Carrying(529),
            TimeoutError(),
            ConnectionResetError(),
            httpx.ReadTimeout("slow"),
            httpx.RemoteProtocolError("peer closed"),
            httpx.HTTPStatusError("busy", request=REQUEST, response=httpx.Response(502)),
            openai.APITimeoutError(request=REQUEST),
            openai.APIConnectionError(request=REQUEST),
        ],
        ids=repr,
    )
    def test_passes(self, error):
        """Rate limits, overload, time-outs and broken connections pass, whoever raises them."""
        assert passing(error)

    @pytest.mark.parametrize(
        "error",
        [
            Carrying(400),
            Carrying(401),
            Carrying(404),
            Carrying(501),
            ValueError("429 Too Many Requests"),
            RuntimeError("timeout"),
            httpx.HTTPStatusError("no", request=REQUEST, response=httpx.Response(403)),
        ],
        ids=repr,
    )
    def test_lasts(self, error):
        """What is wrong with the request or with us stays wrong; the text of an error is not looked at."""
        assert not passing(error)

    def test_own_rule(self):
        """A `retry_on` of the policy's own decides: a type, several, or a function."""
        for chosen in (KeyError, (KeyError, IndexError), lambda error: isinstance(error, KeyError)):
            policy = RetryPolicy(retry_on=chosen)
            assert (passing(KeyError("x"), policy), passing(Carrying(429), policy)) == (True, False)


class TestPatience:
    def test_grows(self):
        """Each wait is the longer one, up to the longest; after the last attempt there is none."""
        assert [patience(Carrying(429), STEADY, n) for n in (1, 2, 3, 4, 5)] == [1, 2, 4, 8, None]
        assert patience(Carrying(429), STEADY._replace(max_interval=3), 4) == 3

    def test_chance(self):
        """With jitter at least half of the wait is kept, and none is longer than without."""
        waits = [patience(TimeoutError(), RETRY, 1) for _ in range(50)]
        assert all(0.25 <= wait <= 0.5 for wait in waits)
        assert len(set(waits)) > 1

    def test_lasting(self):
        """A failure that lasts is not waited for."""
        assert patience(Carrying(401), STEADY, 1) is None

    def test_the_server_asks(self):
        """`Retry-After` in seconds, milliseconds or as a date is the least that is waited."""
        date = email.utils.formatdate(time.time() + 30, usegmt=True)
        assert patience(Carrying(429, retry_after="7"), STEADY, 1) == 7
        assert patience(Carrying(429, retry_after_ms="1500"), STEADY, 1) == 1.5
        assert 25 < patience(Carrying(503, retry_after=date), STEADY, 1) <= 30

    def test_the_server_asks_too_much(self):
        """Who is asked to come back in an hour does not wait."""
        assert patience(Carrying(429, retry_after="3600"), STEADY, 1) is None

    @pytest.mark.parametrize("said", ["soon", "-5", "nan", "inf", ""])
    def test_nonsense(self, said):
        """A header that means nothing asks for nothing."""
        assert asked_wait(Carrying(429, retry_after=said)) == 0
