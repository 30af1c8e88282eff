"""The same twenty steps of one tool call each: by a code agent, and by LangChain's `create_agent`."""

from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.tools import tool

from codenode import create_code_agent

STEPS = 20


@tool
def double(number: int) -> int:
    """Double a number."""
    return number * 2


class Scripted(GenericFakeChatModel):
    """The same model for both."""

    def bind_tools(self, tools: Any, **_: Any) -> "Scripted":
        """Take any tools: the replies are given."""
        return self


def code_agent_run() -> Callable[[], object]:
    texts = [f"```python\nprint(double({n}))\n```" for n in range(STEPS - 1)]
    texts.append("```python\nfinal_answer(double(1))\n```")

    def run() -> object:
        model = Scripted(messages=iter([AIMessage(text) for text in texts]))
        return create_code_agent(model, [double]).invoke({"messages": [("user", "double")]})

    return run


def create_agent_run() -> Callable[[], object] | None:
    try:
        from langchain.agents import create_agent
    except ImportError:
        return None

    def replies() -> Iterator[AIMessage]:
        for n in range(STEPS):
            call = {"name": "double", "args": {"number": n}, "id": f"c{n}", "type": "tool_call"}
            yield AIMessage("", tool_calls=[call])
        yield AIMessage("done")

    def run() -> object:
        agent = create_agent(Scripted(messages=replies()), [double])
        return agent.invoke({"messages": [("user", "double")]})

    return run
