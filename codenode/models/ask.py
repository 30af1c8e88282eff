"""Call a chat model so that it can be left behind, and say what a reply tells of itself."""

import asyncio
import concurrent.futures
import contextvars
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import merge_configs

from codenode.budget import no_usage
from codenode.types import Usage

GONE = "nobody waits for this run any more"


class Stopping(BaseCallbackHandler):
    """Ends a streamed reply at its next token when nobody waits for the run any more."""

    raise_error = True
    run_inline = True

    def __init__(self, ended: Future[None]) -> None:
        self._ended = ended

    def on_llm_new_token(self, *_: Any, **__: Any) -> None:
        """Raise where the run has ended."""
        if self._ended.done():
            raise asyncio.CancelledError(GONE)


@dataclass(frozen=True, slots=True)
class Ask:
    """Call the model; LangGraph streams its tokens through the config's callbacks."""

    model: BaseChatModel
    prompt: Sequence[BaseMessage]
    config: RunnableConfig
    options: dict[str, Any]
    ended: Future[None]

    def run(self) -> AIMessage:
        """Call it, blocking.

        In the main thread Ctrl-C breaks the request itself. In a thread of LangGraph's nothing would, and LangGraph
        waits for its threads: there the request gets a thread of its own, which a run that ends leaves behind.
        """
        if threading.current_thread() is threading.main_thread():
            return self.model.invoke(list(self.prompt), self.config, **self.options)
        reply: Future[AIMessage] = Future()
        work = contextvars.copy_context().run
        threading.Thread(target=work, args=(self._answer, reply), name="codenode-model", daemon=True).start()
        either: tuple[Future[Any], ...] = (reply, self.ended)
        concurrent.futures.wait(either, return_when=concurrent.futures.FIRST_COMPLETED)
        if not reply.done():
            raise asyncio.CancelledError(GONE)
        return reply.result()

    def _answer(self, reply: Future[AIMessage]) -> None:
        config = merge_configs(self.config, RunnableConfig(callbacks=[Stopping(self.ended)]))
        try:
            message = self.model.invoke(list(self.prompt), config, **self.options)
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            reply.set_exception(error)
        else:
            reply.set_result(message)

    async def arun(self) -> AIMessage:
        """Await it."""
        return await self.model.ainvoke(list(self.prompt), self.config, **self.options)


def usage_of(message: AIMessage) -> Usage:
    """Return what a model call used, as far as the model reports it."""
    counted = message.usage_metadata
    usage = no_usage()
    usage["model_calls"] = 1
    if counted:
        usage["input_tokens"] = counted["input_tokens"]
        usage["output_tokens"] = counted["output_tokens"]
    return usage


def cached_of(message: AIMessage) -> int:
    """Return how many tokens of the prompt came from a cache."""
    counted = message.usage_metadata
    return counted.get("input_token_details", {}).get("cache_read", 0) if counted else 0


def finish_reason(message: AIMessage) -> str:
    """Return why the model stopped, in its provider's word; empty where it does not say."""
    told = message.response_metadata
    return str(told.get("finish_reason") or told.get("stop_reason") or told.get("done_reason") or "")
