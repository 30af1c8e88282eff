"""Several next actions from one state of the variables; the branch that scores best is continued.

                                ┌─▶ attempt ─┐     each is a session of its own,
    START ─▶ begin ─▶ propose ──┼─▶ attempt ─┼─▶ choose ─▶ END     restored from one snapshot
                         ▲      └─▶ attempt ─┘       │
                         └───── the best one ────────┘

When to use it: results can be scored, and the first idea is often not the best.
"""

import re
from operator import add
from typing import Annotated, Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.store.memory import InMemoryStore
from langgraph.types import Checkpointer, Overwrite, Send

from codenode import Limits, chat_model, open_session, served

ROOM, ROUNDS = 14, 3
GOODS = {"lamp": (30, 3), "rug": (80, 9), "vase": (45, 4), "chair": (60, 7), "clock": (25, 2)}
BLOCK = r"(?s)```python\n(.*?)```"
BEGIN = f"goods = {GOODS}  # worth, weight; a bag may weigh {ROOM}\nbag = []"
TASK = "Write 3 ```python blocks, each another way to set `bag` to names of `goods` that are worth more than those in"


class State(MessagesState):
    """The best branch so far, and what was tried from it."""

    best: dict[str, Any]  # its bag, and the snapshot `at` which it stands
    ideas: list[str]
    tried: Annotated[list[dict[str, Any]], add]
    left: int


def score(bag: Any) -> int:
    """Say what a bag is worth, on this side: code could say anything of itself."""
    if not isinstance(bag, list) or any(name not in [*GOODS] or bag.count(name) > 1 for name in bag):
        return -1
    worth, weight = (sum(GOODS[name][which] for name in bag) for which in (0, 1))
    return worth if weight <= ROOM else -1


def asked(state: State) -> list[HumanMessage]:
    """Ask for ideas."""
    return [HumanMessage(f"{BEGIN}\n{TASK} {state['best']['bag']}. {state['messages'][-1].text}")]


def begin(state: State) -> dict[str, Any]:
    """Forget what an earlier turn of the thread left."""
    return {"best": {"bag": [], "at": None}, "tried": Overwrite([]), "left": ROUNDS}


def branches(state: State) -> list[Send]:
    """Send every idea to a branch of its own, all from the best state so far."""
    return [Send("attempt", {"best": state["best"], "ideas": [idea]}) for idea in state["ideas"] or [""]]


def choose(state: State) -> dict[str, Any]:
    """Go on with the best attempt, if it is better than what there was."""
    best = max([state["best"], *state["tried"]], key=lambda branch: score(branch["bag"]))
    said = [] if state["left"] > 1 else [AIMessage(f"{best['bag']}, worth {score(best['bag'])}", name="tree_search")]
    return {"best": best, "tried": Overwrite([]), "left": state["left"] - 1, "messages": said}


def build(model: BaseChatModel | str = "local", *, checkpointer: Checkpointer = None) -> CompiledStateGraph[State]:
    """Return the graph."""
    kept = InMemoryStore()

    def attempt(state: State, config: RunnableConfig) -> dict[str, Any]:
        thread, at = str(config["configurable"].get("thread_id", "tree")), state["best"]["at"]
        with open_session(snapshots=kept, thread=thread, snapshot=at, limits=Limits(seconds=5)) as session:
            session.run(state["ideas"][0] if at else f"{BEGIN}\n{state['ideas'][0]}")
            return {"tried": [{"bag": session.run("bag")["value"], "at": session.save()}]}

    propose = asked | chat_model(model) | (lambda said: {"ideas": re.findall(BLOCK, said.text)[:3]})
    drawn = StateGraph(State).add_node("begin", begin).add_node("propose", propose)
    drawn.add_node("attempt", attempt).add_node("choose", choose)
    drawn.add_edge(START, "begin").add_edge("begin", "propose").add_edge("attempt", "choose")
    drawn.add_conditional_edges("propose", branches, ["attempt"])
    drawn.add_conditional_edges("choose", lambda state: "propose" if state["left"] else END)
    return drawn.compile(checkpointer=checkpointer, name="tree_search")


graph = served(build)
