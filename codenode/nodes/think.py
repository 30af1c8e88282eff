"""Ask the model for the next action."""

import time
from collections.abc import Sequence

from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig

from codenode.budget import added
from codenode.effects import Steps
from codenode.memory import planned, tokens_of
from codenode.models.ask import finish_reason
from codenode.nodes.asking import Asking
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts, teller
from codenode.nodes.prompt import Prompt, fresh_plan, prompted
from codenode.parsing import Reply, parse, text_of
from codenode.prompts import render
from codenode.runs import Run
from codenode.state import CodeState, Update, of_run
from codenode.types import Action, Event, Step, Usage, new_id

CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS", "model_length", "model_context_window_exceeded"})
FILTERED = frozenset(
    {"content_filter", "content_filtered", "refusal", "guardrail_intervened"}
    | {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII"}
)


def think(parts: Parts) -> Verb:
    """Return the node's logic."""

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        started = time.monotonic()
        run = parts.registry.of(config)
        number = len(state["steps"]) + 1
        run.spans.open_step(number)
        asking = asking_for(parts, run, state, config)
        message, reply, usage = yield from _replied(asking)
        usage["seconds"] = time.monotonic() - started
        run.usage = total = added(state["usage"], usage)
        update = asking.update | {"usage": total}
        action = Action(id=new_id(), code=reply.code, thought=reply.thought)
        if reason := _unusable(message, reply):
            action = Action(id=new_id(), code="", thought=reply.thought or reply.answer, problem=render.text(reason[1]))
            action["fault"] = reason[0]
        elif reply.answer:
            answer, problem = parts.answer.read(reply.answer)
            if not problem:
                run.answer_id = message.id or ""
                run.spans.close_step("final")
                return update | {"status": "final", "structured_response": answer}
            told = f"This answer is refused: {problem}. Give it with final_answer(value) in a Python block"
            action = Action({**action, "thought": reply.answer, "problem": told, "fault": "AnswerRefused"})
        tell = teller(parts.name)
        tell(Event(type="thought", step=number, text=action["thought"], code=action["code"]))
        return update | {"action": action}

    return verb


def _replied(asking: Asking) -> Steps[tuple[AIMessage, Reply, Usage]]:
    parts, run, state = asking.parts, asking.run, asking.state
    message, usage = yield from asking.answered(lambda now: prompted(parts, now, run))
    reply, voice = parse(text_of(message)), parts.voice(run)
    plan = sum(map(tokens_of, planned(fresh_plan(state), voice.room)))  # at the end; a part of the step to come
    run.sized = len(state["steps"]), len(state["messages"]), asking.tokens - plan
    if (warmth := voice.profile.resample) and _repeated(reply, of_run(state)):
        message, more = yield from asking.answered(lambda now: _afresh(parts, now, run), {"temperature": warmth})
        reply, usage = parse(text_of(message)), added(usage, more)
    return message, reply, usage


def asking_for(parts: Parts, run: Run, state: CodeState, config: RunnableConfig) -> Asking:
    """Return a question of this step; what waits for the model is time of the run."""
    left = parts.budget.seconds - state["usage"]["seconds"]
    return Asking(parts=parts, run=run, config=config, state=state, step=len(state["steps"]) + 1, left=left)


def _afresh(parts: Parts, state: CodeState, run: Run) -> Prompt:
    """Return the prompt of a second try, without the steps that failed.

    The commonest failure of a greedy small model is the same code again and again, and every failed copy
    in the prompt makes the next one likelier.
    """
    told = (step for step in state["steps"] if step["observation"]["fault"] is None or step.get("broken_off"))
    latest = {step["action"]["code"]: step for step in told}
    useful = sorted(latest.values(), key=lambda step: step["number"])
    faults = [fault for step in of_run(state) if (fault := step["observation"]["fault"])]
    note = "Do not run the same code again: take the next step, or do it in another way."
    if faults:
        note = f"An earlier attempt ended with {faults[-1]['type']}: {faults[-1]['message'][:200]}. {note}"
    return prompted(parts, {**state, "steps": useful}, run).noted(note)


def _repeated(reply: Reply, steps: Sequence[Step]) -> bool:
    return bool(reply.code) and any(step["action"]["code"] == reply.code for step in steps)


def _unusable(message: AIMessage, reply: Reply) -> tuple[str, str] | None:
    """Return why a reply is not taken at its word: the fault, and the prompt that tells of it.

    Half a block must not run, and half an answer is none.
    """
    reason = finish_reason(message)
    if reason in FILTERED:
        return "ReplyFiltered", "filtered.md"
    return ("ReplyCutOff", "cut_off.md") if reason in CUT_OFF and not reply.closed else None
