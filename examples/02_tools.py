"""Give the agent tools: plain typed functions, called from code, in loops, without a model turn each."""

from langchain_core.language_models import BaseChatModel

from codenode import Budget, create_code_agent

PRICES = {"apple": 0.4, "pear": 0.6, "plum": 0.2}


def products() -> list[str]:
    """List the names of all products."""
    return list(PRICES)


def price(product: str) -> float:
    """Return the price of one piece of a product, in euros."""
    return PRICES[product]


def main(model: BaseChatModel | str = "local") -> object:
    agent = create_code_agent(model, [products, price], budget=Budget(steps=6, tool_calls=50))
    task = "What do 10 pieces of every product cost together? Answer with a number."
    result = agent.invoke({"messages": [("user", task)]})
    print(result["structured_response"])
    return result["structured_response"]


if __name__ == "__main__":
    main()
