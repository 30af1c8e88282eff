"""Put together what the model is shown: the conversation, and the steps of each turn where they were taken.

What was shown once stands first the next time, byte for byte, in this run and in later ones: caches of
prompts hit. Only a summary, or somebody who edits the messages, breaks that.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from codenode.memory import BYTES, Room, Turns, planned, tokens_of, turn_of, with_text
from codenode.models.takes import without_images
from codenode.nodes.parts import Parts, Voice
from codenode.prompts import render
from codenode.quoting import Quote, quoted
from codenode.runs import Run
from codenode.state import Asked, CodeState, Summary
from codenode.types import Step

BEGIN = Asked(after="", task="", first=1)


@dataclass(slots=True)
class Prompt:
    """Messages for the model, and about how many tokens they take."""

    messages: list[BaseMessage]
    tokens: int

    def noted(self, note: str) -> "Prompt":
        """Return the prompt with a note at its end.

        It stands within the last message, so that turns still alternate; but never in the model's own words.
        """
        *before, last = self.messages
        if isinstance(last, HumanMessage):
            return Prompt([*before, with_text(last, note)], self.tokens + len(note) // BYTES)
        told = HumanMessage(note)
        return Prompt([*self.messages, told], self.tokens + tokens_of(told))


@dataclass(slots=True)
class Place:
    """What follows one message of the conversation."""

    told: list[str]
    """What is said to the model before the steps."""
    steps: list[tuple[Sequence[Step], str]]
    """Each run of them with the task it works on."""
    plan: str = ""
    """What it wrote after them, for the step to come."""


def prompted(parts: Parts, state: CodeState, run: Run) -> Prompt:
    """Return what the run's model is shown."""
    voice = parts.voice(run)
    history = list(state["messages"])
    tasks = {turn["task"] for turn in _turns(state)}
    prompt = Prompt([voice.system, *render.examples(voice.profile)], voice.overhead)
    places = placed(state, voice.room)
    for number, message in enumerate(history):
        # Also the tasks of earlier turns, which were shown so then.
        is_task = message.id and message.id in tasks
        shown = _rendered(parts, voice, message) if is_task else quoted(message, parts.name)
        _add(prompt, shown if voice.takes.images else without_images(shown), places.get(number))
        _follow(voice, prompt, places.get(number), run.turns)
    _follow(voice, prompt, places.get(len(history)), run.turns)
    return prompt


def size_of(parts: Parts, state: CodeState, run: Run) -> int:
    """Return about how many tokens the prompt takes; after a step, what it added to the prompt before."""
    steps = state["steps"]
    if run.sized and run.sized[:2] == (len(steps) - 1, len(state["messages"])) and steps:
        asked = _turns(state)[-1]["task"]
        task = next((message.text for message in state["messages"] if asked and message.id == asked), "")
        voice = parts.voice(run)
        return run.sized[2] + turn_of(steps[-1], voice.profile, voice.room, task, run.turns).tokens
    return prompted(parts, state, run).tokens


def _rendered(parts: Parts, voice: Voice, message: BaseMessage) -> BaseMessage:
    return render.task(voice.profile, message, stubs=parts.toolset.stubs, listing=parts.listing)


def _add(prompt: Prompt, message: BaseMessage, place: Place | None) -> None:
    if place is not None and isinstance(message, HumanMessage):
        # Within the user's message: there are models that refuse two of them in a row.
        for text in place.told:
            message = with_text(message, text)
        place.told = []
    if isinstance(message, AIMessage):
        _answer(prompt)
    last = prompt.messages[-1]
    if _is_quote(last, message) and isinstance(message.content, str):
        prompt.messages[-1] = with_text(last, message.content)
    else:
        prompt.messages.append(message)
    prompt.tokens += tokens_of(message)


def _answer(prompt: Prompt) -> None:
    """Answer the model's own words before it says more: many take what stands last for the beginning of their reply.

    And there are servers that refuse two messages of it in a row.
    """
    if isinstance(prompt.messages[-1], AIMessage):
        _add(prompt, HumanMessage(render.text("go_on.md")), None)


def _is_quote(last: BaseMessage, message: BaseMessage) -> bool:
    """Say whether two user's messages in a row are the doing of a quotation."""
    in_a_row = isinstance(last, HumanMessage) and isinstance(message, HumanMessage)
    return in_a_row and (isinstance(last, Quote) or isinstance(message, Quote))


def _follow(voice: Voice, prompt: Prompt, place: Place | None, made: Turns) -> None:
    if place is None:
        return
    if place.told:
        _add(prompt, HumanMessage("\n\n".join(place.told)), None)
    _answer(prompt)
    for steps, task in place.steps:
        for step in steps:
            turn = made.get(step["action"]["id"]) or turn_of(step, voice.profile, voice.room, task, made)
            prompt.messages += turn.messages
            prompt.tokens += turn.tokens
    for message in planned(place.plan, voice.room):
        _add(prompt, message, None)


def placed(state: CodeState, room: Room) -> dict[int, Place]:
    """Return what follows which message, by its number, for a model; steps whose message is gone have no place.

    The steps of the last turn always have one: behind everything, where their message is gone.
    """
    history = list(state["messages"])
    numbers = {message.id: number for number, message in enumerate(history) if message.id}
    summary, through = summary_of(state, room), through_of(state, room)
    places: dict[int, Place] = {}
    for turn, steps, is_last in _grouped(state):
        number = numbers.get(turn["after"], len(history) if is_last else -1)
        if number < 0:
            continue
        place = places.setdefault(number, Place([], []))
        if summary and (is_last or (steps and steps[-1]["number"] >= through)):
            place.told.append(summary["text"])
            summary = None
        if "note" in turn:
            place.told.append(turn["note"])
        asked = numbers.get(turn["task"])
        task = history[asked].text if asked is not None else ""
        place.steps.append((steps[bisect_right(steps, through, key=_number) :], task))
        if is_last:
            place.plan = fresh_plan(state)
    return places


def fresh_plan(state: CodeState) -> str:
    """Return the plan that was written for the step to come; an older one is that of its step."""
    return state.get("plan", "") if state.get("planned") == len(state["steps"]) + 1 else ""


def steps_of(places: Iterable[Place]) -> list[Step]:
    """Return the steps of places, in the order in which they were taken."""
    return sorted((step for place in places for steps, _ in place.steps for step in steps), key=_number)


def _number(step: Step) -> int:
    return step["number"]


def _turns(state: CodeState) -> Sequence[Asked]:
    return state.get("asked") or [BEGIN]


def _grouped(state: CodeState) -> Iterator[tuple[Asked, Sequence[Step], bool]]:
    """Yield each turn with its steps, and whether it is the last."""
    steps, turns = state.get("steps") or [], _turns(state)
    at = 0
    for turn, following in pairwise([*turns, None]):
        assert turn is not None
        end = len(steps) if following is None else bisect_left(steps, following["first"], at, key=_number)
        yield turn, steps[at:end], following is None
        at = end


def summary_of(state: CodeState, room: Room) -> Summary | None:
    """Return the summary of the older steps that a model is shown, None where it is shown all of them.

    What a model with less room needed is not for one with more, which has seen the steps and still has the room.
    """
    fitting = [one for one in state.get("summaries") or [] if one.get("room", room.tokens) >= room.tokens]
    return max(reversed(fitting), key=lambda one: one["through"], default=None)


def through_of(state: CodeState, room: Room) -> int:
    """Return the number of the last step that a model is not shown any more."""
    summary = summary_of(state, room)
    return summary["through"] if summary else 0


def hidden(state: CodeState, room: Room) -> bool:
    """Say whether the model is shown nothing of some earlier steps: their messages are gone."""
    through = through_of(state, room)
    steps = state.get("steps") or []
    return len(steps_of(placed(state, room).values())) < len(steps) - bisect_right(steps, through, key=_number)
