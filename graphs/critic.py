"""One agent drafts, another one judges; the draft is mended until it passes, or the ceiling is reached.

    START ─▶ begin ─▶ draft ─▶ judge ─▶ publish ─▶ END
                        ▲────────┘ not yet, and why

When to use it: it is easier to see that a result is wrong than to make it right at once.
"""

import operator
from typing import Annotated, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer, Overwrite
from typing_extensions import TypedDict

from codenode import Budget, create_code_agent, served

ROUNDS = 3
JUDGE = "You judge a draft. Check facts and lengths with code. passed is true only if nothing is to be mended."


class Verdict(TypedDict):
    """What the judge says."""

    passed: bool
    why: str


class State(MessagesState):
    """The task, the last draft with its verdict, and how many there were."""

    draft: str
    verdict: Verdict | None
    rounds: Annotated[int, operator.add]


def words(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())


def begin(state: State) -> dict[str, Any]:
    """Forget what an earlier turn of the thread left."""
    return {"draft": "", "verdict": None, "rounds": Overwrite(0)}


def to_draft(state: State) -> dict[str, Any]:
    """Ask for a draft, with the last one and its verdict where there is one."""
    task, verdict = state["messages"][-1].text, state["verdict"]
    mended = f"{task}\nYour last draft: {state['draft']}\nMend this: {verdict['why']}" if verdict else task
    return {"messages": [HumanMessage(mended)]}


def to_judge(state: State) -> dict[str, Any]:
    """Ask for a verdict."""
    return {"messages": [HumanMessage(f"Task: {state['messages'][-1].text}\nDraft: {state['draft']}")]}


def is_over(state: State) -> bool:
    """Say whether the draft passed, or was mended often enough."""
    return bool(state["verdict"] and state["verdict"]["passed"]) or state["rounds"] >= ROUNDS


def publish(state: State) -> dict[str, Any]:
    """Answer with the last draft, and say so where it did not pass."""
    note = "" if state["verdict"] and state["verdict"]["passed"] else "\n(It did not pass.)"
    return {"messages": [AIMessage(state["draft"] + note, name="critic")]}


def build(model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None) -> CompiledStateGraph[State]:
    """Return the graph."""
    few = Budget(steps=4)
    drafter = create_code_agent(model, [words], name="drafter", budget=few)
    judge = create_code_agent(model, [words], name="judge", system_prompt=JUDGE, response_format=Verdict, budget=few)
    drawn = StateGraph(State)
    drawn.add_node("begin", begin)
    drawn.add_node("publish", publish)
    drawn.add_node("draft", to_draft | drafter | (lambda said: {"draft": said["messages"][-1].text, "rounds": 1}))
    drawn.add_node("judge", to_judge | judge | (lambda said: {"verdict": said["structured_response"]}))
    for one, other in ((START, "begin"), ("begin", "draft"), ("draft", "judge"), ("publish", END)):
        drawn.add_edge(one, other)
    drawn.add_conditional_edges("judge", lambda state: "publish" if is_over(state) else "draft")
    return drawn.compile(checkpointer=checkpointer, name="critic")


graph = served(build)
