"""Errors of models, and a policy that does not wait long."""

from langgraph.types import RetryPolicy

SOON = RetryPolicy(initial_interval=0.001, max_attempts=3, jitter=False)


class Busy(Exception):  # noqa: N818 - reads as what it is
    """The server has too much to do."""

    status_code = 503


class Refused(Exception):  # noqa: N818 - reads as what it is
    """The key is wrong."""

    status_code = 401
