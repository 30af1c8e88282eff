"""What the agents of the harness do: programs with effects, and a model that never says the same twice."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from langchain_core.messages import AIMessage, BaseMessage

from codenode.policy import Policy
from codenode.testing.scripted_model import ScriptedModel
from codenode.tools.approvals import Decision

DOUBT = "may or may not have happened"
"""What a code is told of a call whose outcome was lost."""
BEFORE, AFTER = "before ", "after "
"""What the lines begin with in which an action that carries variables shows them, first and last."""
ASKED = 60
"""How often one process may ask its model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The code a model writes, and what it should do to the world.

    `NONCE` stands for a text that differs each time the model is asked. Each effect has a slot; the tools are
    `charge(slot, item)`, which must not be repeated, `stamp(slot, item)`, which is idempotent, and
    `delegate(item)`, another agent.
    """

    actions: Sequence[str]
    """One text an action; the model answers in words when there are no more, or when something went wrong."""
    slots: Sequence[str]
    """The effects that a whole run has."""
    idempotent: Sequence[str] = ()
    """Those of them that may be begun twice, with the same key."""
    policy: Policy = field(default_factory=Policy)
    answers: Mapping[str, Decision] = field(default_factory=dict)
    """What is decided about a slot; else it is approved."""
    inner: Sequence[str] = ()
    """What the agent behind `delegate` writes."""
    carries: bool = False
    """Variables go from action to action; each action shows them when it begins and when it ends. The last one
    makes no calls: where a worker was lost it is what comes next."""


SEQUENCE = """
first = charge('a', 'NONCE-1')
second = stamp('b', 'NONCE-2')
third = charge('c', 'NONCE-3')
fourth = charge('d', 'NONCE-4')
final_answer([first, second, third, fourth])
"""
LOOP = """
said = []
for slot in 'abcdef':
    try:
        said.append(charge(slot, f'NONCE-{slot}') if slot != 'c' else stamp(slot, f'NONCE-{slot}'))
    except ToolError as error:
        said.append(str(error))
final_answer(said)
"""
GATHER = """
import asyncio

async def one(slot):
    try:
        return await charge(slot, f'NONCE-{slot}')
    except ToolError as error:
        return str(error)

final_answer(await asyncio.gather(*[one(slot) for slot in 'abcd']))
"""
PARALLEL = """
said = parallel(charge, ['a', 'b', 'c', 'd', 'e'], item='NONCE', return_exceptions=True)
said = [one if isinstance(one, str) else str(one) for one in said]
said.append(stamp('f', 'NONCE'))
final_answer(said)
"""
OUTER = """
said = [charge('a', 'NONCE-a')]
said.append(delegate('NONCE'))
said.append(charge('d', 'NONCE-d'))
final_answer(said)
"""
INNER = """
final_answer([charge('b', 'NONCE-b'), charge('c', 'NONCE-c')])
"""
ASKING = """
said = [stamp('a', 'NONCE-a')]
for slot in 'bcd':
    try:
        said.append(charge(slot, f'NONCE-{slot}'))
    except PermissionError as error:
        said.append('no')
    except ToolError as error:
        said.append(str(error))
final_answer(said)
"""
DOUBTING = """
final_answer([charge(slot, f'NONCE-{slot}') for slot in 'abc'])
"""
# What is carried: data, an alias, a class and its instance, two functions that share a cell, chance.
VIEW = """
import json

def view():
    shown = {}
    for name, look in [
        ('said', lambda: said), ('doubts', lambda: len(doubts)), ('mark', lambda: mark), ('second', lambda: second),
        ('third', lambda: third), ('order', lambda: [order.item, order.size()]), ('alias', lambda: order.lines is said),
        ('count', lambda: peek()), ('table', lambda: sorted(table.items())), ('notes', lambda: list(notes)),
        ('drawn', lambda: drawn),
    ]:
        try:
            shown[name] = look()
        except NameError:
            shown[name] = 'missing'
    return json.dumps(shown, sort_keys=True)

print('before ' + view())
"""
FIRST = """
import random
from collections import deque

said, doubts, table, mark, drawn = [], [], {}, 'NONCE-1', [random.random()]

notes = deque(maxlen=3)

def attempt(slot, item):
    try:
        said.append(charge(slot, item))
    except PermissionError:
        said.append('no')
    except ToolError as error:
        said.append('unclear')
        doubts.append(str(error))
    notes.append(slot)

class Order:
    def __init__(self, item, lines):
        self.item, self.lines = item, lines

    def size(self):
        return len(self.lines)

def counting():
    number = 0

    def step():
        nonlocal number
        number += 1

    def peek():
        return number

    return step, peek

order = Order(mark, said)
step, peek = counting()
attempt('a', mark)
"""
SECOND = """
second = mark + '/NONCE-2'
step()
table[second] = peek()
attempt('b', second)
attempt('c', f'{order.item}-{peek()}')
drawn.append(random.random())
"""
SECOND_GATHERED = """
import asyncio

second = mark + '/NONCE-2'

async def one(slot):
    step()
    table[slot] = peek()
    try:
        return await charge(slot, second)
    except ToolError as error:
        doubts.append(str(error))
        return 'unclear'

said += await asyncio.gather(*[one(slot) for slot in 'bc'])
drawn.append(random.random())
"""
THIRD = """
third = second.upper()
step()
order.lines.append(stamp('d', f'{third}-{peek()}'))
notes.append(second)
attempt('e', f'{len(said)}-{order.size()}')
"""
LAST = """
final_answer([*said, *doubts])
"""


def _carrying(*actions: str) -> list[str]:
    shown = [f"{VIEW}{action}\nprint('after ' + view())\n" for action in actions]
    return [*shown, f"{VIEW}{LAST}"]


PROGRAMS: Mapping[str, Program] = {
    "sequence": Program(actions=[SEQUENCE], slots="abcd", idempotent="b"),
    "loop": Program(actions=[LOOP], slots="abcdef", idempotent="c"),
    "gather": Program(actions=[GATHER], slots="abcd"),
    "parallel": Program(actions=[PARALLEL], slots="abcdef", idempotent="f"),
    "nested": Program(actions=[OUTER], inner=[INNER], slots="abcd"),
    "doubts": Program(actions=[DOUBTING], slots="abc", policy=Policy(unknown="ask")),
    "approvals": Program(
        actions=[ASKING],
        slots="abd",
        idempotent="a",
        policy=Policy(ask=["charge"]),
        answers={
            "b": {"type": "edit", "edited_action": {"name": "charge", "args": {"slot": "b", "item": "edited"}}},
            "c": {"type": "reject", "message": "no"},
        },
    ),
    "carried": Program(actions=_carrying(FIRST, SECOND, THIRD), slots="abcde", idempotent="d", carries=True),
    "carried-gather": Program(
        actions=_carrying(FIRST, SECOND_GATHERED, THIRD), slots="abcde", idempotent="d", carries=True
    ),
    "carried-approvals": Program(
        actions=_carrying(FIRST, SECOND, THIRD),
        slots="abde",
        idempotent="d",
        policy=Policy(ask={"charge": lambda given: given["slot"] != "a"}),
        answers={
            "b": {"type": "edit", "edited_action": {"name": "charge", "args": {"slot": "b", "item": "edited"}}},
            "c": {"type": "reject", "message": "no"},
        },
        carries=True,
    ),
}


def sampling(actions: Sequence[str], *, carries: bool = False) -> ScriptedModel:
    """Return a model that writes a program's next action, each time with other arguments.

    Args:
        actions: of the program.
        carries: go on where something went wrong, with the last action, which looks at what there is.
    """

    def reply(messages: Sequence[BaseMessage]) -> str:
        written = sum(isinstance(message, AIMessage) and "```python" in message.text for message in messages)
        told = messages[-1].text
        if carries:
            return _block(actions[-1] if "WorkerLost" in told else actions[min(written, len(actions) - 1)])
        if DOUBT in told:
            return f"I stopped: a call {DOUBT}."
        if written >= len(actions) or (written and "Error" in told) or "WorkerLost" in told:
            return f"I stopped: {told[-500:]}"
        return _block(actions[written])

    return ScriptedModel([reply] * ASKED)


def _block(action: str) -> str:
    return f"```python\n{action.replace('NONCE', os.urandom(4).hex())}\n```"
