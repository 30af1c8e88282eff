"""Play given replies as a chat model, so that an agent can be tested without one."""

import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr

Rule = Callable[[list[BaseMessage]], "str | AIMessage"]
Reply = str | AIMessage | BaseException | Rule

PIECES = re.compile(r"\s*\S+|\s+")


def code(source: str, thought: str = "") -> str:
    """Return a reply that holds a fenced block."""
    return f"{thought}\n```python\n{source}\n```"


class ScriptedModel(BaseChatModel):
    r"""A chat model that gives its replies in order, whole or streamed word by word.

    A reply is a text, a message (for its `response_metadata`, e.g. a finish reason), an exception to raise, or a
    function of the prompt. Tokens are counted as words, so that usage adds up. When the script is over, the next
    call raises. A function in the place of the script answers every prompt: for agents that run at the same time,
    whose order nobody knows.

        model = ScriptedModel(["```python\nfinal_answer(6 * 7)\n```"])
        model = ScriptedModel(lambda messages: f"You said {messages[-1].text}")
    """

    replies: Sequence[Any] | Rule = Field(default_factory=list)
    prompts: list[list[BaseMessage]] = Field(default_factory=list)
    """What the model was asked, call by call."""
    options: list[dict[str, Any]] = Field(default_factory=list)
    """Stop sequences and other options, call by call."""
    _next: int = PrivateAttr(default=0)

    def __init__(self, replies: Sequence[Reply] | Rule = (), **settings: Any) -> None:
        super().__init__(**{"replies": replies, **settings})

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _reply(self, messages: list[BaseMessage], stop: list[str] | None, options: dict[str, Any]) -> AIMessage:
        self.prompts.append(list(messages))
        self.options.append({"stop": stop, **options})
        reply = self.replies if callable(self.replies) else self._following(self.replies)
        if isinstance(reply, BaseException):
            raise reply
        said = reply if isinstance(reply, AIMessage | str) else reply(messages)
        told = said.response_metadata if isinstance(said, AIMessage) else {}
        text = _stopped(said.text if isinstance(said, AIMessage) else said, stop or [])
        return AIMessage(text, response_metadata=told, usage_metadata=_usage(messages, text))

    def _following(self, replies: Sequence[Any]) -> Any:
        if self._next >= len(replies):
            raise IndexError(f"the script has {len(replies)} replies, and one more was asked for")
        self._next += 1
        return replies[self._next - 1]

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._reply(messages, stop, kwargs))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for chunk in _chunks(self._reply(messages, stop, kwargs)):
            if run_manager:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        for chunk in _chunks(self._reply(messages, stop, kwargs)):
            if run_manager:
                await run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk


def _chunks(message: AIMessage) -> list[ChatGenerationChunk]:
    pieces = PIECES.findall(message.text) or [""]
    chunks = [ChatGenerationChunk(message=AIMessageChunk(content=piece)) for piece in pieces]
    end = AIMessageChunk(
        content="",
        response_metadata=message.response_metadata,
        usage_metadata=message.usage_metadata,
        chunk_position="last",
    )
    return [*chunks, ChatGenerationChunk(message=end)]


def _usage(messages: list[BaseMessage], text: str) -> UsageMetadata:
    asked = sum(len(str(message.content).split()) for message in messages)
    said = len(text.split())
    return UsageMetadata(input_tokens=asked, output_tokens=said, total_tokens=asked + said)


def _stopped(text: str, stop: list[str]) -> str:
    """Cut the text where a real model would have stopped."""
    found = [at for sequence in stop if (at := text.find(sequence)) >= 0]
    return text[: min(found)] if found else text
