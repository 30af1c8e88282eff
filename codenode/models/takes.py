"""Say what a model can be given, as far as its profile tells; leave images out where it takes none."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

IMAGES = frozenset({"image", "image_url", "input_image"})
LEFT_OUT = "[image left out: this model takes none]"
LONGEST_TOKEN = 8
"""Characters that a token of a text stands for at most, over the whole of a long one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """What a model takes; of what its profile does not tell, anything."""

    images: bool = True
    tokens: int | None = None
    """Of a prompt."""

    def holds(self, characters: int) -> bool:
        """Say whether a text of that length may fit."""
        return self.tokens is None or characters <= self.tokens * LONGEST_TOKEN


def takes_of(model: BaseChatModel) -> Takes:
    """Return what a model's profile says of it; LangChain's `model.profile`."""
    told: dict[str, Any] = dict(getattr(model, "profile", None) or {})
    taken = told.get("max_input_tokens")
    return Takes(images=told.get("image_inputs") is not False, tokens=taken if type(taken) is int else None)


def with_images(messages: Iterable[BaseMessage]) -> bool:
    """Say whether there is an image among the messages."""
    return any(_is_image(block) for message in messages for block in _blocks(message))


def without_images(message: BaseMessage) -> BaseMessage:
    """Return a message with a line in the place of each image."""
    blocks = [{"type": "text", "text": LEFT_OUT} if _is_image(block) else block for block in _blocks(message)]
    return message.model_copy(update={"content": blocks}) if blocks else message


def _blocks(message: BaseMessage) -> list[Any]:
    return message.content if isinstance(message.content, list) else []


def _is_image(block: Any) -> bool:
    return isinstance(block, dict) and block.get("type") in IMAGES
