"""A code agent alone, as `langgraph dev` serves it."""

from langchain_core.language_models import BaseChatModel

from codenode.agent import CodeAgent, create_code_agent


def build(model: BaseChatModel | str = "local") -> CodeAgent:
    """Return the graph."""
    return create_code_agent(model, name="hello", imports=[])


def graph() -> CodeAgent:
    """Return the graph that the server loads; the model starts here and not when the file is imported."""
    return build()
