"""Choose the model: the local one, a file of yours, or any OpenAI-compatible endpoint."""

import sys

from langchain_core.language_models import BaseChatModel

from codenode import create_code_agent
from codenode.models.resolve import chat_model


def main(model: BaseChatModel | str = "local", base_url: str | None = None) -> object:
    agent = create_code_agent(chat_model(model, base_url=base_url))
    task = "On which day of the week was 2000-02-29? Answer with the English name."
    result = agent.invoke({"messages": [("user", task)]})
    print(result["messages"][-1].content)
    return result["structured_response"]


if __name__ == "__main__":
    # python examples/04_local_model.py [MODEL [http://127.0.0.1:8000/v1]]
    main(*sys.argv[1:])
