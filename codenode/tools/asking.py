"""Ask somebody about calls and find what was decided: an answer is for what its giver was shown, and nothing else."""

from collections.abc import Callable, Sequence
from typing import Any, cast

from codenode.effects import Steps
from codenode.journal.book import Book
from codenode.journal.entries import Entry
from codenode.pausing import Pausing
from codenode.tools.approvals import Decision, HITLRequest, Refused, is_labelled, read

Check = Callable[[Sequence[Decision]], None]

EARLY = "the answer that was given is older than this question, and was not applied to it"


def decisions(
    request: HITLRequest,
    questions: Sequence[Entry],
    *,
    pausing: Pausing,
    book: Book | None,
    check: Check,
    labelled: bool,
) -> Steps[Sequence[Decision]]:
    """Return the decisions about a request: the recorded ones, else those of the next answer that fits.

    Args:
        request: what is asked.
        questions: entries that say so, where it has not been asked before.
        pausing: the task that asks.
        book: its records.
        check: raises `Refused` for decisions that cannot be carried out.
        labelled: an answer without the request's id is refused.

    Raises:
        GraphInterrupt: there is no answer yet.
    """
    known = book.records.decisions.get(request["approval_id"]) if book else None
    if known is not None:
        found = cast("Sequence[Decision]", known)
        _pass_over(request, found, pausing, check, labelled=labelled)
        return found
    shown = is_labelled(pausing.offered, request) or (yield from _was_shown(request, pausing, book))
    if not shown:
        yield from pausing.spend()
    if book and questions:
        yield from book.write(*questions)
    if not shown:
        pausing.ask_anew(request)
    return (yield from _answered(request, pausing, book, check, labelled=labelled))


def _answered(
    request: HITLRequest, pausing: Pausing, book: Book | None, check: Check, *, labelled: bool
) -> Steps[Sequence[Decision]]:
    asked = request
    while True:
        answer = pausing.ask(asked)
        try:
            found = read(answer, request, labelled=labelled)
            check(found)
        except Refused as refused:
            asked = HITLRequest({**request, "problem": str(refused)})
            continue
        yield from pausing.spend()
        if book:
            yield from book.write(Entry(kind="decided", call=0, approval=request["approval_id"], decision=found))
        return found


def _pass_over(
    request: HITLRequest, known: Sequence[Decision], pausing: Pausing, check: Check, *, labelled: bool
) -> None:
    """Let LangGraph pass over the answer that was recorded, and those that were refused before it."""
    while pausing.holds:
        try:
            check(read(pausing.ask(request), request, labelled=labelled))
        except Refused:
            continue
        return
    pausing.restore({"decisions": known})


def _was_shown(request: HITLRequest, pausing: Pausing, book: Book | None) -> Steps[bool]:
    """Say whether who answers was shown this request; an answer that was there before it is taken away, and said so.

    A record that it was asked does not do: it is made before anybody sees the question.
    """
    shown = yield from pausing.shown()
    if any(_is(request, one, book) for one in shown):
        return True
    decided = book.records.decisions if book else {}
    # What another action of the run asks is what the answer is for: it must find it.
    foreign = any(not (isinstance(one, dict) and one.get("approval_id") in decided) for one in shown)
    if not foreign and pausing.drop():
        request["problem"] = EARLY
    return False


def _is(request: HITLRequest, shown: Any, book: Book | None) -> bool:
    if not isinstance(shown, dict):
        return False
    if book is None:  # where nothing is kept the model was asked anew: a call is known by what it does
        return _hashes(request) == _hashes(shown)
    return bool(shown.get("approval_id") == request["approval_id"])


def _hashes(request: Any) -> list[str]:
    return [action.get("arguments_hash", "") for action in request.get("action_requests", ())]
