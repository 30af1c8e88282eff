"""Say which of an agent's models is asked: one that can be given all of the conversation, where there is one."""

from codenode.models.takes import with_images
from codenode.nodes.parts import Parts, Voice
from codenode.runs import Run
from codenode.state import CodeState


def settled(parts: Parts, state: CodeState, run: Run) -> Voice:
    """Return the model that a run asks now."""
    number = next_of(parts, state, run)
    if number is not None:
        run.turn_to(number)
    return parts.voice(run)


def next_of(parts: Parts, state: CodeState, run: Run) -> int | None:
    """Return the number of the first model that has not failed and takes the conversation as it is.

    Where none does, of the first that takes it without its images; None where it is too long for all that are left.
    """
    left = [number for number in range(len(parts.voices)) if number not in run.failed]
    if len(parts.voices) == 1:
        return next(iter(left), None)
    messages = state["messages"]
    characters, pictured = sum(len(message.text) for message in messages), with_images(messages)
    holding = [number for number in left if parts.voices[number].takes.holds(characters)]
    seeing = [number for number in holding if parts.voices[number].takes.images or not pictured]
    return next(iter(seeing or holding), None)
