"""Say in few words what many steps did, by rule: the same words for the same steps, and no model asked."""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from codenode.memory import shortened
from codenode.types import CallRecord, Step, Variable

LINE = 160  # characters of a thought, of what a step showed
FAULT = 400
SPACE = re.compile(r"\s+")


def summary(
    steps: Sequence[Step], now: Sequence[Step], *, effects: AbstractSet[str], plan: str, words: str, limit: int
) -> str:
    """Return what stands for steps that are not shown any more.

    Never left out, whoever writes the rest: the calls that had effects, an error that nothing has mended, the
    plan, the variables.

    Args:
        steps: those it stands for.
        now: all steps, of which the last knows the variables.
        effects: tools whose calls must not be made again without need.
        plan: of the run, empty where there is none; it is kept whole.
        words: what a model wrote about the steps; without any each step has its line.
        limit: bytes of it all, without the plan.
    """
    head = f"[Steps 1 to {steps[-1]['number']} are not shown any more. What they came to:"
    lost = _calls(steps, effects), _unmended(steps), table(variables(now))
    kept = [shortened(text, limit // 4) for text in lost if text]
    room = limit - sum(len(text.encode(errors="replace")) + 1 for text in (head, *kept))
    told = shortened(words.strip(), room) if words.strip() else _lines(steps, room)
    return "\n".join([head, *filter(None, [told]), *kept, *([f"Plan: {plan}"] if plan else [])]) + "]"


def _lines(steps: Sequence[Step], limit: int) -> str:
    """Return a line a step, of as many of the latest as fit."""
    found: list[str] = []
    before = [None, *steps]
    for earlier, step in reversed(list(pairwise(before))):
        assert step is not None
        line = _line(step, earlier)
        limit -= len(line.encode(errors="replace")) + 1
        if limit < LINE:
            found.append(f"(steps 1 to {step['number']} are not listed)")
            break
        found.append(line)
    return "\n".join(reversed(found))


def _line(step: Step, earlier: Step | None) -> str:
    known = {variable["name"] for variable in earlier["observation"]["variables"]} if earlier else set()
    new = [v["name"] for v in step["observation"]["variables"] if v["name"] not in known]
    said = next((line for line in step["action"]["thought"].splitlines() if line.strip()), "")
    parts = [
        _short(said),
        f"defined {', '.join(reversed(new[:8]))}" if new else "",
        f"called {counted(step['calls'])}" if step["calls"] else "",
        _outcome(step),
    ]
    return f"{step['number']}. " + "; ".join(filter(None, parts))


def _outcome(step: Step) -> str:
    seen = step["observation"]
    if fault := seen["fault"]:
        return f"failed: {_short(fault['type'] + ': ' + fault['message'])}"
    if seen["status"] == "final":
        return "answered"
    shown = seen["preview"] or seen["output"]
    return f"showed {_short(shown)}" if shown.strip() else "showed nothing"


def _calls(steps: Sequence[Step], effects: AbstractSet[str]) -> str:
    """Return the calls that had effects, or may have had: the model must not make them again."""
    made = [(step["number"], call) for step in steps for call in step["calls"] if call["tool"] in effects]
    tools = dict.fromkeys(call["tool"] for _, call in made)
    told = []
    for tool in tools:
        numbers = [number for number, call in made if call["tool"] == tool]
        where = f"step {numbers[0]}" if numbers[0] == numbers[-1] else f"steps {numbers[0]} to {numbers[-1]}"
        told.append(f"{counted([call for _, call in made if call['tool'] == tool])} in {where}")
    return f"Calls made, do not repeat them: {'; '.join(told)}" if told else ""


def counted(calls: Sequence[CallRecord]) -> str:
    """Return calls by tool and by how they ended, e.g. `pay x 3, pay (failed)`."""
    counts = Counter((call["tool"], call["status"]) for call in calls)
    return ", ".join(
        tool + (f" x {count}" if count > 1 else "") + (f" ({status})" if status != "done" else "")
        for (tool, status), count in counts.items()
    )


def _unmended(steps: Sequence[Step]) -> str:
    """Return the error of the last of the steps, where it failed."""
    fault = steps[-1]["observation"]["fault"]
    if fault is None:
        return ""
    said = f"{fault['type']}: {fault['message']}"
    return f"Not mended, of step {steps[-1]['number']}: {shortened(said, FAULT)}"


def variables(steps: Sequence[Step]) -> list[Variable]:
    """Return the variables as the last action left them that ran."""
    seen = (step["observation"] for step in reversed(steps))
    return next((one["variables"] for one in seen if one["variables"] or one["status"] == "lost"), [])


def table(variables: Sequence[Variable], missing: AbstractSet[str] = frozenset()) -> str:
    """Return the variables in a line: name, type and size."""
    told = [f"{v['name']}: {described(v)}" for v in variables if v["name"] not in missing]
    return f"Variables: {'; '.join(told)}" if told else ""


def described(variable: Variable) -> str:
    """Return what a variable is, e.g. `DataFrame (1000, 3)`."""
    shape = variable.get("shape", "")
    return f"{variable['type']} {shape}" if shape else variable["type"]


def _short(text: str) -> str:
    one = SPACE.sub(" ", text[: 4 * LINE]).strip()
    return one if len(one) <= LINE and len(text) <= 4 * LINE else f"{one[:LINE]}..."
