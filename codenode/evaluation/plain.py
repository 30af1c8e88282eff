"""What does the same model do in the loop that one writes in an afternoon?"""

import inspect
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from codenode.evaluation.attempt import MOST_SECONDS, MOST_STEPS, Attempt
from codenode.evaluation.child import Child, Outcome
from codenode.evaluation.task import Task, Tool

RULES = f"""You solve tasks by writing Python code.
In each turn write one line that starts with "Thought:" and then one fenced block of Python.
The block is run, and you see what it printed as "Observation:". Variables stay from block to block.
Print what you need to see. The standard library may be imported.
As soon as you know the answer, call final_answer(value) in a block; value is the answer in the form that \
the task asks for. There are at most {MOST_STEPS} blocks."""

FIRST_EXAMPLE = (
    """Task: How many letters has the longest of the words 'elm', 'cedar', 'pine'? Answer with an integer.""",
    """Thought: I compare the lengths and answer at once.
```python
words = ['elm', 'cedar', 'pine']
final_answer(max(len(word) for word in words))
```""",
)

SECOND_EXAMPLE = (
    """Functions:
def shelf_of(title: str) -> dict: Return where a book stands.
Task: On which floor does the book 'Kim' stand? Answer with an integer.""",
    """Thought: I look at what the function returns.
```python
place = shelf_of('Kim')
print(place)
```""",
    """Observation:
{'room': 'B', 'floor': 3}""",
    """Thought: The floor is in the dict.
```python
final_answer(place['floor'])
```""",
)

STOPS = ["Observation:", "Next task", "\n```\n"]
BLOCK = re.compile(r"```(?:python|py)?[ \t]*\n(.*?)(?:\n```|\Z)", re.DOTALL)
BARE = re.compile(r"^final_answer\(.*\)\s*$", re.MULTILINE)
NO_BLOCK = "Observation:\nNo block was found. Write one line 'Thought: ...' and one fenced block of Python."


def plain(model: BaseChatModel, task: Task, folder: Path) -> Attempt:
    """Try a task with rules and one worked example in the system text."""
    roles = ("User", "Assistant", "User", "Assistant")
    example = "\n\n".join(f"{role}: {text}" for role, text in zip(roles, SECOND_EXAMPLE, strict=True))
    system = f"{RULES}\n\nAn example:\n\n{example}"
    return attempt(model, task, folder, [SystemMessage(system), HumanMessage(asked(task))])


def plain_turns(model: BaseChatModel, task: Task, folder: Path) -> Attempt:
    """Try a task with rules in the system text and two worked examples as earlier turns."""
    second = (f"Next task\n{SECOND_EXAMPLE[0]}", *SECOND_EXAMPLE[1:])
    messages = [SystemMessage(RULES), *turns(FIRST_EXAMPLE), *turns(second)]
    return attempt(model, task, folder, [*messages, HumanMessage(f"Next task\n{asked(task)}")])


def turns(texts: Sequence[str]) -> list[BaseMessage]:
    """Return texts as messages: user and assistant take turns, the user begins."""
    return [AIMessage(text) if index % 2 else HumanMessage(text) for index, text in enumerate(texts)]


def asked(task: Task) -> str:
    """Put functions, files and the task into words."""
    functions = [described(tool) for tool in task.tools()]
    parts = [
        "Functions:\n" + "\n".join(functions) if functions else "",
        "Files in the current folder: " + ", ".join(task.files) if task.files else "",
        f"Task: {task.prompt}",
    ]
    return "\n".join(part for part in parts if part)


def described(tool: Tool) -> str:
    """Return the signature of a function and the first line of its docstring."""
    return f"def {tool.__name__}{inspect.signature(tool)}: {inspect.getdoc(tool)}"


def attempt(model: BaseChatModel, task: Task, folder: Path, messages: list[BaseMessage]) -> Attempt:
    """Let the model write blocks until it answers or a ceiling is reached."""
    task.place(folder)
    with closing(Child(task.tools, folder)) as child:
        state = Attempt(status="budget")
        for state in tries(model, child, messages):
            if state.status == "final":
                break
    return state


def tries(model: BaseChatModel, child: Child, messages: list[BaseMessage]) -> Iterator[Attempt]:
    """Yield how far the attempt has come after each turn."""
    start, state = time.monotonic(), Attempt(status="budget")
    while state.steps < MOST_STEPS and state.seconds < MOST_SECONDS:
        try:
            reply = model.invoke(messages, stop=STOPS)
        except Exception as error:  # noqa: BLE001 - what was used until here must not be lost
            yield replace(state, status="failed", error=f"{type(error).__name__}: {error}")
            return
        text, code = read(reply.text)
        outcome = child.run(code) if code else None
        messages += [AIMessage(text), HumanMessage(observed(outcome))]
        state = counted(state, reply, outcome, seconds=time.monotonic() - start)
        yield state


def read(text: str) -> tuple[str, str]:
    """Return a reply up to the end of its first block, closed, and the code of that block."""
    if block := BLOCK.search(text):
        return f"{text[: block.start()]}```python\n{block[1]}\n```", block[1]
    bare = BARE.search(text)
    return text, bare[0] if bare else ""


def observed(outcome: Outcome | None) -> str:
    """Put an outcome into words for the model."""
    if outcome is None:
        return NO_BLOCK
    shown = "\n".join(part for part in (outcome["output"].rstrip(), outcome["error"]) if part)
    return f"Observation:\n{shown or '(nothing was printed)'}"


def counted(state: Attempt, reply: AIMessage, outcome: Outcome | None, *, seconds: float) -> Attempt:
    """Add a turn to an attempt."""
    usage = reply.usage_metadata
    final = outcome is not None and outcome["final"]
    return Attempt(
        answer=outcome["value"] if outcome is not None and final else None,
        status="final" if final else "budget",
        steps=state.steps + 1,
        input_tokens=state.input_tokens + (usage["input_tokens"] if usage else 0),
        output_tokens=state.output_tokens + (usage["output_tokens"] if usage else 0),
        seconds=round(seconds, 3),
    )
