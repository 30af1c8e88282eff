"""A fixed line of work: classify, search, answer, check.

    START ─▶ classify ─▶ search ─▶ answer ─▶ check ─▶ END
                                     ▲─────────┘ once more, told what is wrong

When to use it: the order of the work is known, and only some of its stations need a model.
"""

from typing import Any, Literal

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Checkpointer
from typing_extensions import TypedDict

from codenode import Budget, create_code_agent, served

Topic = Literal["returns", "shipping"]
ARTICLES = {
    "returns": {"R1": "Goods can be sent back within 30 days.", "R2": "Opened food cannot be sent back."},
    "shipping": {"S1": "Parcels take 2 days.", "S2": "Shipping costs 4 euros below 50 euros, above nothing."},
}
TRIES = 2


class Answer(TypedDict):
    """What is said, and the article it rests on."""

    text: str
    source: str


class State(MessagesState):
    """What the stations hand on."""

    topic: Topic
    found: dict[str, str]
    answer: Answer | None
    problem: str
    tries: int


def search(state: State) -> dict[str, Any]:
    """Fetch the articles of the topic, and forget what an earlier turn left."""
    return {"found": ARTICLES[state["topic"]], "answer": None, "problem": "", "tries": 0}


def asked(state: State) -> dict[str, Any]:
    """Put question, articles and the problem of the last try into one task."""
    articles = "\n".join(f"{name}: {text}" for name, text in state["found"].items())
    task = f"Question: {state['messages'][-1].text}\nArticles:\n{articles}\n{state['problem']}"
    return {"messages": [HumanMessage(task)]}


def check(state: State) -> dict[str, Any]:
    """Take an answer that rests on an article; else say what is wrong, and at last that nobody knows."""
    answer, tries = state["answer"], state["tries"] + 1
    if answer and answer["source"] in state["found"]:
        return {"problem": "", "messages": [AIMessage(f"{answer['text']} [{answer['source']}]", name="pipeline")]}
    problem = f"source {answer and answer['source']!r} is none of these articles; name one that says it"
    unknown = [AIMessage("I do not know.", name="pipeline")] if tries == TRIES else []
    return {"problem": problem, "tries": tries, "messages": unknown}


def after_check(state: State) -> str:
    """Try once more where something is wrong."""
    return "answer" if state["problem"] and state["tries"] < TRIES else END


def build(model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None) -> CompiledStateGraph[State]:
    """Return the graph."""
    few = Budget(steps=4)
    classifier = create_code_agent(model, name="classifier", response_format=Topic, budget=few)
    answerer = create_code_agent(model, name="answerer", response_format=Answer, budget=few)
    drawn = StateGraph(State)
    drawn.add_node("classify", classifier | (lambda said: {"topic": said["structured_response"] or "returns"}))
    drawn.add_node("search", search)
    drawn.add_node("answer", asked | answerer | (lambda said: {"answer": said["structured_response"]}))
    drawn.add_node("check", check)
    for one, other in ((START, "classify"), ("classify", "search"), ("search", "answer"), ("answer", "check")):
        drawn.add_edge(one, other)
    drawn.add_conditional_edges("check", after_check, ["answer", END])
    return drawn.compile(checkpointer=checkpointer, name="pipeline")


graph = served(build)
