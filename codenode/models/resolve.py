"""Which chat model does a name mean?"""

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.runnables import Runnable

from codenode.errors import ConfigurationError
from codenode.models.extras import load
from codenode.models.local import local_model

ONCE: dict[str, Any] = {"stream_usage": True, "max_retries": 0}
"""The agent asks again itself (`retry=`); a client that does so too would multiply the attempts."""


def chat_model(
    model: BaseChatModel | str,
    *,
    base_url: str | None = None,
    model_file: Path | None = None,
    api_key: str | None = None,
) -> BaseChatModel:
    """A chat model from itself, from `local`, from `provider:name`, or from a name and a `base_url`.

    Args:
        model: a chat model, or the name of one.
        base_url: of an OpenAI-compatible endpoint that serves `model`.
        model_file: the GGUF file of `local`, instead of the pulled one.
        api_key: instead of the one in the environment.

    Raises:
        ConfigurationError: The name means nothing.
        MissingExtra: The package that the model needs is not installed.
    """
    if not isinstance(model, BaseChatModel | str):
        raise ConfigurationError(_no_model(model))  # callers err
    if isinstance(model, BaseChatModel):
        return model
    if model_file and model != "local":
        raise ConfigurationError(f"model file {model_file} goes with model 'local', not with {model!r}")
    if base_url:
        return _endpoint(model, base_url, api_key or os.environ.get("OPENAI_API_KEY") or "none")
    if model == "local":
        return local_model(model_file)
    return _provider(model, {"api_key": api_key} if api_key else {})


def chat_models(models: BaseChatModel | str | Sequence[BaseChatModel | str]) -> list[BaseChatModel]:
    """Return the chat models an agent may ask, the first one first.

    Raises:
        ConfigurationError: there is none, or a name means nothing.
    """
    several = list(models) if isinstance(models, list | tuple) else [models]
    if not several:
        raise ConfigurationError("model=[] names no model; give a chat model, or the list of those to try in turn")
    return [chat_model(model) for model in several]  # type: ignore[arg-type]  # anything else is refused there


def named_by(model: BaseChatModel) -> tuple[str, str]:
    """Return model and provider for spans and events, as LangChain names them."""
    params = model._get_ls_params()  # noqa: SLF001 - the one place where every provider names its model
    return str(params.get("ls_model_name") or type(model).__name__), str(params.get("ls_provider") or "custom")


def _no_model(given: object) -> str:
    said = "give a chat model, 'local', or 'provider:name'"
    if given is None:
        return f"no model: model=None; {said}"
    if isinstance(given, type):
        return f"model={given.__name__} is a class; give an instance: {given.__name__}(...)"
    if isinstance(given, Runnable):
        return (
            f"model={type(given).__name__} is a chat model wrapped by bind, bind_tools, with_retry or the like; give "
            "the model itself: tools go to tools=[...]"
        )
    return f"model={given!r:.80} is no chat model; {said}"


def _endpoint(model: str, base_url: str, api_key: str) -> BaseChatModel:
    openai = load("langchain_openai", what=f"model {model!r} at {base_url}", extra="openai")
    found: BaseChatModel = openai.ChatOpenAI(
        model=model, base_url=base_url, api_key=api_key, use_responses_api=False, **ONCE
    )
    return found


def _provider(model: str, options: dict[str, Any]) -> BaseChatModel:
    provider, _, name = model.partition(":")
    if not (provider and name):
        raise ConfigurationError(
            f"unknown model {model!r}; write 'local' (no key needed), 'provider:name' such as "
            f"'openai:gpt-5-mini', or give base_url of an OpenAI-compatible endpoint with the model's name"
        )
    if provider == "openai" and importlib.util.find_spec("langchain") is None:
        return _openai(name, options)
    return _any_provider(model, options)


def _openai(name: str, options: dict[str, Any]) -> BaseChatModel:
    what = f"model 'openai:{name}'"
    openai = load("langchain_openai", what=what, extra="openai")
    try:
        found: BaseChatModel = openai.ChatOpenAI(model=name, **{**ONCE, **options})
    except load("openai", what=what, extra="openai").OpenAIError as error:
        raise ConfigurationError(f"{what} cannot be made: {error}") from error
    return found


def _any_provider(model: str, options: dict[str, Any]) -> BaseChatModel:
    langchain = load("langchain.chat_models", what=f"model {model!r}", extra="langchain")
    try:
        found: BaseChatModel = langchain.init_chat_model(model, **options)
    except ValueError as error:
        raise ConfigurationError(f"model {model!r} cannot be made: {error}") from error
    return found
