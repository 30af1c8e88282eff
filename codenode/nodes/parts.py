"""The settings of one agent that its nodes share."""

from collections.abc import Callable
from dataclasses import dataclass

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import SystemMessage
from langgraph.config import get_stream_writer

from codenode.budget import Budget
from codenode.prompts.render import Profile
from codenode.runs import Registry
from codenode.tools.toolset import Toolset
from codenode.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What `create_code_agent` put together."""

    name: str
    model: BaseChatModel
    profile: Profile
    system: SystemMessage
    toolset: Toolset
    listing: str
    """The files the code may read, as the model is told of them."""
    budget: Budget
    registry: Registry


def teller(agent: str) -> Callable[[Event], None]:
    """Return a function that sends an event through LangGraph's custom stream mode."""
    write = get_stream_writer()

    def tell(event: Event) -> None:
        write({"agent": agent, **event})

    return tell
