"""Take a run's input: only what the agent's schema names, and only what its model can be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage
from langgraph.types import Command

from codenode.errors import ConfigurationError
from codenode.models.takes import Takes, with_images
from codenode.state import named

ASK = "give {'messages': [('user', 'the task')]}"
PARENT = "within another graph, give its state the key `messages`, or call the agent in a node of your own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What one agent takes.

    It is looked at before anything is written: what is refused is not in the thread for good.
    """

    agent: str
    keys: frozenset[str]
    models: Sequence[Takes]
    """What its models can be given. One is asked that can be given most: what none can be given is refused."""

    def taken(self, given: Any) -> Any:
        """Return a run's input without what belongs to others, its messages with ids.

        Raises:
            ConfigurationError: it holds no task, or one that this model cannot be given.
        """
        if given is None or isinstance(given, Command):
            return given
        known = self._known(given)
        if not known:
            found = ", ".join(sorted(map(str, given))) if isinstance(given, Mapping) else type(given).__name__
            raise ConfigurationError(f"no messages for {self.agent!r} (given: {found or 'nothing'}); {ASK}; {PARENT}")
        if "messages" not in known or known["messages"] == []:
            return known  # the thread may have some
        try:
            told = named(known)
        except (NotImplementedError, ValueError, TypeError) as error:
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise ConfigurationError(f"messages={known['messages']!r:.80} are no messages ({said}); {ASK}") from error
        self._check(told["messages"])
        return told

    def _known(self, given: Any) -> dict[str, Any]:
        """Return the keys that are ours; a parent's state may also be a dataclass or a Pydantic model."""
        if isinstance(given, Mapping):
            return {key: given[key] for key in given if key in self.keys}
        if isinstance(given, str | Sequence):
            return {}
        return {key: getattr(given, key) for key in self.keys if hasattr(given, key)}

    def _check(self, messages: Sequence[BaseMessage]) -> None:
        task = next((message for message in reversed(messages) if isinstance(message, HumanMessage)), None)
        if task is not None and is_empty(task):
            raise ConfigurationError(f"the task is empty: {task.content!r:.40}; {ASK}")
        several = len(self.models) > 1
        if not any(one.images for one in self.models) and with_images(messages):
            none = "none of its models takes one" if several else "its model takes none"
            raise ConfigurationError(
                f"the messages for {self.agent!r} hold an image, and {none}; use a model that does, or "
                "leave the image out and give it as a file: files=[...]"
            )
        if task is not None and not any(one.holds(len(task.text)) for one in self.models):
            most = max(one.tokens or 0 for one in self.models)
            raise ConfigurationError(
                f"the task has {len(task.text):,} characters, and the {'largest ' * several}model of {self.agent!r} "
                f"takes {most:,} tokens; put the data in a file, files=[...], and let the task say what to do with it"
            )


def is_empty(message: BaseMessage) -> bool:
    """Say whether a message asks nothing: no text, and nothing else either."""
    others = isinstance(message.content, list) and any(
        isinstance(block, dict) and block.get("type") != "text" for block in message.content
    )
    return not others and not message.text.strip()
