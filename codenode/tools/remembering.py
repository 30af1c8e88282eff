"""Find what somebody has allowed for the rest of a thread, where no state of a graph keeps it: in the journal."""

from collections.abc import Iterator, Sequence
from typing import cast

from codenode.effects import Blocking, Steps, left
from codenode.errors import JournalError
from codenode.journal.base import Journal
from codenode.journal.entries import Entry, verified
from codenode.tools.approvals import Decision


def allowed(journal: Journal, thread: str, agent: str) -> Steps[list[str]]:
    """Return the tools of an agent that somebody approved to be remembered; damaged records allow nothing."""
    actions = yield Blocking(lambda: journal.read(thread), left)
    return list(dict.fromkeys(tool for entries in actions.values() for tool in _of_action(entries, agent)))


def _of_action(entries: Sequence[Entry], agent: str) -> Iterator[str]:
    asked: dict[str, list[str]] = {}
    for entry in _whole(entries):
        if entry["kind"] == "action" and entry["agent"] != agent:
            return
        if entry["kind"] == "asked" and entry["call"]:  # 0 is the action itself
            asked.setdefault(entry["approval"], []).append(entry["tool"])
        if entry["kind"] == "decided" and (tools := asked.get(entry["approval"])):
            yield from _remembered(tools, cast("Sequence[Decision]", entry["decision"]))


def _whole(entries: Sequence[Entry]) -> Sequence[Entry]:
    try:
        return verified(entries)
    except JournalError:
        return ()


def _remembered(tools: Sequence[str], decisions: Sequence[Decision]) -> Iterator[str]:
    if len(tools) == len(decisions):  # else nobody knows which is whose
        for tool, decision in zip(tools, decisions, strict=True):
            if decision["type"] == "approve" and decision.get("remember") is True:
                yield tool
