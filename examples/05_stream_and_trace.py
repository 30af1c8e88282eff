"""Watch a run: events while it happens, the span tree when it is over."""

from langchain_core.language_models import BaseChatModel

from codenode import create_code_agent
from codenode.tracing.capture import capture_spans


def main(model: BaseChatModel | str = "local") -> str:
    agent = create_code_agent(model, name="analyst")
    task = {"messages": [("user", "How many primes are there below 1000?")]}
    with capture_spans() as captured:
        # Inside a parent graph, add subgraphs=True to see these events.
        for event in agent.stream(task, stream_mode="custom"):
            match event["type"]:
                case "thought":
                    print(f"step {event['step']}: {event['text']}\n{event['code']}")
                case "output":
                    print(event["text"], end="")
                case "observation":
                    print(event["observation"]["status"], event["observation"]["preview"])
    print(captured.text)
    return captured.text


if __name__ == "__main__":
    main()
