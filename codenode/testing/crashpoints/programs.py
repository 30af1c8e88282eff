"""What the agents of the harness do: programs with effects, and a model that never says the same twice."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult

from codenode.policy import Policy
from codenode.tools.approvals import Decision

DOUBT = "may or may not have happened"
"""What a code is told of a call whose outcome was lost."""


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
}


class Sampling(BaseChatModel):
    """A model that writes the program's next action, each time with other arguments."""

    actions: Sequence[str]

    @property
    def _llm_type(self) -> str:
        return "sampling"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **options: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self._reply(messages)))])

    def _reply(self, messages: Sequence[BaseMessage]) -> str:
        written = sum(isinstance(message, AIMessage) and "```python" in message.text for message in messages)
        told = messages[-1].text
        if DOUBT in told:
            return f"I stopped: a call {DOUBT}."
        if written >= len(self.actions) or (written and "Error" in told) or "WorkerLost" in told:
            return f"I stopped: {told[-500:]}"
        return f"```python\n{self.actions[written].replace('NONCE', os.urandom(4).hex())}\n```"
