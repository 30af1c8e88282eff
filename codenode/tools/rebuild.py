"""Run the actions of a thread again for their variables: recorded calls return what they returned, none is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from codenode.effects import Blocking, Steps, left
from codenode.errors import Divergence
from codenode.executors.conversation import CallRequest, Reply
from codenode.executors.sessions import Session
from codenode.journal.base import Journal
from codenode.journal.entries import Records, as_asked, verified
from codenode.tools.binding import Mistake, bound, named, raised, recorded
from codenode.tools.toolset import Toolset
from codenode.types import Action, Observation, Step


def rebuilt(session: Session, steps: Sequence[Step], journal: Journal, toolset: Toolset, thread: str) -> Steps[None]:
    """Bring the variables of a thread back by running its actions once more.

    Args:
        session: has no worker yet; its snapshot is not opened.
        steps: of the run.
        journal: holds what the actions' calls returned.
        toolset: of the agent.
        thread: of the run.

    Raises:
        Divergence: an action made a call that was not recorded, or another one.
    """
    session.snapshot = None
    known = yield Blocking(lambda: _by_action(journal, thread), left)
    for step in steps:
        if not step["action"]["code"] or step.get("broken_off") or step["observation"]["status"] == "rejected":
            continue
        records = known.get(step["action"]["id"], Records())
        yield from run_again(session, step["action"], records, toolset, records.reads)


def run_again(
    session: Session, action: Action, records: Records, toolset: Toolset, reads: Sequence[int]
) -> Steps[Observation]:
    """Run an action once more for its variables, in a session that stands before it.

    Args:
        session: where.
        action: which.
        records: what its calls returned.
        toolset: of the agent.
        reads: what it read from clocks.

    Raises:
        Divergence: it made a call that was not recorded, or another one.
    """
    again = Again(action=action["id"], toolset=toolset, records=records)
    seen = yield from session.run(action["code"], calls=again.calls, tell=lambda _: None, reads=reads)
    session.head = action["id"]
    return seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Answers the calls of an action from its records."""

    action: str
    toolset: Toolset
    records: Records

    def calls(self, requests: Sequence[CallRequest]) -> Steps[list[Reply]]:
        """Return what the calls returned."""
        yield from ()  # nothing here waits
        return [self._reply(request) for request in requests]

    def _reply(self, request: CallRequest) -> Reply:
        try:
            tool = named(self.toolset, request.tool)
            arguments = bound(tool, request.args, request.kwargs)
        except Mistake as mistake:
            return Reply(error=raised(mistake, None))
        asked = as_asked(tool.name, arguments)
        kept = self.records.call(request.id, asked, self.action)
        if kept is None or kept.done is None:
            where = f"call {request.id} of action {self.action}"
            raise Divergence(where, recorded="no such call, or not its end", asked=str(asked))
        return recorded(kept.done, tool.name)


def _by_action(journal: Journal, thread: str) -> Mapping[str, Records]:
    found: dict[str, Records] = {}
    for entries in journal.read(thread).values():
        records = Records()
        for entry in verified(entries):
            records.add(entry)
        if records.action is not None:
            found[records.action["action"]] = records
    return found
