"""Show a model what others said as theirs, and not as its own words."""

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from codenode.types import JsonValue


class Quote(HumanMessage):
    """What another agent said or did, told as from outside."""


def quoted(message: BaseMessage, name: str) -> BaseMessage:
    """Return a message of the conversation as an agent is shown it.

    Models take assistant messages for their own, and many take the last one for the beginning of their reply.
    Calls of tools and their results become text, too: a code agent offers its model no tools, and there are
    providers that refuse such messages then.

    Args:
        message: of the conversation.
        name: of the agent.
    """
    if isinstance(message, ToolMessage):
        return Quote(content=f"{message.name or 'a tool'} returned: {message.text}", id=message.id)
    if isinstance(message, AIMessage) and (message.tool_calls or message.name not in {None, name}):
        told = [message.text, *(_called(call["name"], call["args"]) for call in message.tool_calls)]
        return Quote(content=f"{message.name or 'the assistant'}: {' '.join(filter(None, told))}", id=message.id)
    return message


def _called(tool: str, arguments: dict[str, JsonValue]) -> str:
    return f"[calls {tool}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})]"
