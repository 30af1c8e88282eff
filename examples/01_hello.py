"""Ask a code agent: it writes Python, the Python runs in a worker process, the answer comes back.

Run it with the local model: `codenode models pull`, then `python examples/01_hello.py`.
"""

from langchain_core.language_models import BaseChatModel

from codenode import create_code_agent


def main(model: BaseChatModel | str = "local") -> object:
    agent = create_code_agent(model)
    task = "What is the sum of the squares of the numbers from 1 to 100?"
    result = agent.invoke({"messages": [("user", task)]})
    print(result["messages"][-1].content)
    return result["structured_response"]


if __name__ == "__main__":
    main()
