"""A plan, one step of it, what was found, and the plan again, until nothing is left to do.

    START ─▶ begin ─▶ plan ─▶ work ─▶ note ─┐
                      │ ▲───────────────────┘
                      └─▶ report ─▶ END       nothing left, or the ceiling of rounds

When to use it: long tasks, where a model that only looks one step ahead loses its way.
"""

from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer

from codenode import Budget, create_code_agent, served

DISTANCES = {("Rome", "Pisa"): 354, ("Pisa", "Genoa"): 165, ("Genoa", "Turin"): 170}
PLANNER = "You plan. Answer with the list of steps that are left to do, each one sentence; [] when all is done."
ROUNDS = 8


class State(MessagesState):
    """The task, the steps that are left, and those that were done with their results."""

    plan: list[str]
    done: list[str]
    result: str


def distance(start: str, end: str) -> int:
    """Return the kilometres between two neighbouring towns."""
    return DISTANCES[start, end]


def begin(state: State) -> dict[str, Any]:
    """Forget what an earlier turn of the thread left."""
    return {"plan": [], "done": [], "result": ""}


def to_plan(state: State) -> dict[str, Any]:
    """Ask what is left to do."""
    done = "\n".join(state["done"]) or "nothing yet"
    return {"messages": [HumanMessage(f"Task: {state['messages'][-1].text}\nDone:\n{done}\nWhat is left to do?")]}


def to_work(state: State) -> dict[str, Any]:
    """Ask for the next step."""
    done = "\n".join(state["done"])
    return {"messages": [HumanMessage(f"Known:\n{done}\nDo this and nothing else: {state['plan'][0]}")]}


def note(state: State) -> dict[str, Any]:
    """Write the step down with its result."""
    return {"done": [*state["done"], f"- {state['plan'][0]}: {state['result']}"]}


def after_plan(state: State) -> Literal["work", "report"]:
    """Work while something is left to do."""
    return "work" if state["plan"] and len(state["done"]) < ROUNDS else "report"


def report(state: State) -> dict[str, Any]:
    """Answer with the last result."""
    return {"messages": [AIMessage(state["result"] or "There was nothing to do.", name="plan_execute")]}


def build(model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None) -> CompiledStateGraph[State]:
    """Return the graph."""
    planner = create_code_agent(
        model, name="planner", system_prompt=PLANNER, response_format=list[str], budget=Budget(steps=3)
    )
    worker = create_code_agent(model, [distance], name="worker", budget=Budget(steps=6))
    drawn = StateGraph(State)
    drawn.add_node("begin", begin)
    drawn.add_node("plan", to_plan | planner | (lambda said: {"plan": said["structured_response"] or []}))
    drawn.add_node("work", to_work | worker | (lambda said: {"result": said["messages"][-1].text}))
    drawn.add_node("note", note)
    drawn.add_node("report", report)
    for one, other in ((START, "begin"), ("begin", "plan"), ("work", "note"), ("note", "plan"), ("report", END)):
        drawn.add_edge(one, other)
    drawn.add_conditional_edges("plan", after_plan)
    return drawn.compile(checkpointer=checkpointer, name="plan_execute")


graph = served(build)
