"""Begin a run: forget what an earlier run of the thread left in the run's own keys."""

from langchain_core.runnables import RunnableConfig

from codenode.budget import no_usage
from codenode.effects import Steps
from codenode.errors import ConfigurationError
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts
from codenode.pausing import Pausing
from codenode.state import RESET, CodeState, Update
from codenode.types import new_seed


def prepare(parts: Parts) -> Verb:
    """Return the node's logic."""

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        if not state.get("messages"):
            raise ConfigurationError("no messages; give {'messages': [('user', 'the task')]}")
        if parts.policy.can_ask and not Pausing(config).can_ask:
            raise ConfigurationError(
                f"the policy of {parts.name!r} asks for approval, and without a checkpointer the run cannot wait for "
                "it; give create_code_agent, or the parent graph, a checkpointer"
            )
        yield from ()  # the logic of a node is a generator, also where it waits for nothing
        left = {"steps": RESET} if state.get("steps") else {}
        return left | {
            "seed": state["seed"] if "seed" in state else new_seed(),
            "isolation": parts.registry.isolation,
            "action": None,
            "snapshot": None,
            "status": "",
            "structured_response": None,
            "usage": no_usage(),
        }

    return verb
