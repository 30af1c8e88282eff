"""Which chat model runs on this machine, without a key?"""

import threading
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from codenode.models.cache import require
from codenode.models.extras import load
from codenode.models.server import ModelServer

# One server for a file and a context length, however many models are made from it: it holds gigabytes.
_SERVERS: dict[tuple[Path, int], ModelServer] = {}
_LOCK = threading.Lock()


def local_model(
    path: Path | str | None = None,
    *,
    temperature: float = 0.0,
    max_tokens: int = 768,
    context: int = 8192,
    **options: Any,
) -> BaseChatModel:
    """A chat model served by a child process of ours; the first one of a file takes seconds to load.

    Args:
        path: a GGUF file; the pulled model of the cache by default.
        temperature: 0 is greedy: the same prompt gives the same answer.
        max_tokens: longest answer.
        context: most tokens of a prompt and its answer together.
        options: more arguments of `ChatOpenAI`, over ours.

    Raises:
        ModelFileError: The file is missing, not verified or broken.
        MissingExtra: The extra `local` is not installed.
    """
    openai = load("langchain_openai", what="model 'local'", extra="local")
    file = Path(path) if path else require()
    server = _server(file.resolve(), context)
    settings = _settings(openai.ChatOpenAI, file) | _sampling(temperature) | {"max_tokens": max_tokens}
    settings["profile"] = {"max_input_tokens": context, "image_inputs": False}
    model: BaseChatModel = openai.ChatOpenAI(base_url=f"{server.url}/v1", api_key=server.key, **(settings | options))
    return model


def _server(path: Path, context: int) -> ModelServer:
    with _LOCK:
        server = _SERVERS.get((path, context))
        if server is None or not server.alive:
            server = _SERVERS[path, context] = ModelServer.start(path, context=context)
        return server


def _sampling(temperature: float) -> dict[str, Any]:
    # Temperature 0 is greedy by itself: a ceiling of candidates would outlive a later, warmer try.
    return {"temperature": temperature, "extra_body": {"cache_prompt": True}}


def _settings(kind: Any, file: Path) -> dict[str, Any]:
    settings = {
        "model": file.stem,
        "stream_usage": True,
        "use_responses_api": False,
        "max_retries": 1,
        # One request is served at a time, and a long prompt alone takes minutes on a slow machine.
        "timeout": 1800,
        "metadata": {"codenode_prompt": "small"},
    }
    # Older releases do not know this ceiling, which a long prompt passes before its first token.
    unhurried = {"stream_chunk_timeout": 0} if "stream_chunk_timeout" in kind.model_fields else {}
    return settings | unhurried | _connection()


def _connection() -> dict[str, Any]:
    """HTTP as it should be with a server on the same machine.

    No proxy of the environment, which knows another 127.0.0.1. No kept connections, which would tie the
    model to the first event loop that uses it.
    """
    client = load("openai", what="model 'local'", extra="local")
    return {
        "http_client": client.DefaultHttpxClient(trust_env=False),
        "http_async_client": client.DefaultAsyncHttpxClient(trust_env=False),
        "default_headers": {"Connection": "close"},
    }
