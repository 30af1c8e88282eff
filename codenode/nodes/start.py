"""Take a run's input into the state: of the messages those that are new there, or have changed."""

from langchain_core.runnables import RunnableConfig

from codenode.effects import Steps
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts
from codenode.pausing import now
from codenode.state import CodeState, Update, unknown


def start(parts: Parts) -> Verb:
    """Return the logic of LangGraph's own first node."""

    def verb(given: CodeState, config: RunnableConfig) -> Steps[Update]:
        yield from ()  # a generator that waits for nothing
        update: Update = {**given}
        if "messages" in update:
            whole = parts.registry.of(config).given
            messages = update["messages"] if whole is None else whole
            update["messages"] = unknown(now(config, "messages") or [], messages)
        return update

    return verb
