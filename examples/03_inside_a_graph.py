"""Put the agent into a graph of your own: plain nodes before and after the code node."""

from typing import Annotated

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AnyMessage, HumanMessage
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from typing_extensions import TypedDict

from codenode import create_code_agent


class Report(TypedDict, total=False):
    numbers: list[float]
    messages: Annotated[list[AnyMessage], add_messages]
    structured_response: object
    report: str


def ask(state: Report) -> dict[str, object]:
    """Turn the numbers into a task."""
    task = f"What is the population standard deviation of {state['numbers']}, rounded to 2 decimals?"
    return {"messages": [HumanMessage(task)]}


def write(state: Report) -> dict[str, object]:
    """Turn the answer into a report."""
    return {"report": f"{len(state['numbers'])} numbers, deviation {state['structured_response']}"}


def main(model: BaseChatModel | str = "local") -> object:
    graph = StateGraph(Report)
    graph.add_node("ask", ask)
    graph.add_node("analyst", create_code_agent(model, name="analyst"))
    graph.add_node("write", write)
    graph.add_edge(START, "ask")
    graph.add_edge("ask", "analyst")
    graph.add_edge("analyst", "write")
    graph.add_edge("write", END)
    result = graph.compile().invoke({"numbers": [3.0, 5.0, 8.0, 13.0]})
    print(result["report"])
    return result["report"]


if __name__ == "__main__":
    main()
