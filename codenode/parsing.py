"""Turn a model's reply into an Action, an answer in prose, or the news that it is neither."""

import ast
import json
import re
import textwrap
from dataclasses import dataclass

from langchain_core.messages import AIMessage

OBSERVATION = re.compile(r"^\s*Observation:", re.MULTILINE)
THINK = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
FENCE = re.compile(
    r"^[ \t]*(```+|~~~+)[ \t]*([\w+-]*)[^\n]*\n(.*?)(?:^[ \t]*\1|\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE
)
TAG_OPEN = re.compile(r"<(code|execute|python)>", re.IGNORECASE)
PYTHON = frozenset({"", "python", "py", "python3", "ipython", "tool_code", "code"})
CALL = re.compile(r"^final_answer\(.*\)\s*$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a model said: code to run, or else an answer, or neither (both empty)."""

    thought: str = ""
    code: str = ""
    answer: str = ""
    closed: bool = False
    """The code stands in blocks that all have an end: nothing of it can be missing."""


def text_of(message: AIMessage) -> str:
    """Return the text of a reply, whatever blocks it came in."""
    if isinstance(message.content, str):
        return message.content
    parts = [block if isinstance(block, str) else block.get("text", "") for block in message.content]
    return "".join(part for part in parts if isinstance(part, str))


def parse(text: str) -> Reply:
    """Read a reply.

    Code is what stands in `<code>` tags, else in Python fences, else a reply that is Python as a whole,
    else a bare `final_answer(...)` line. Several blocks are one action. Reasoning in `<think>` is not
    read; what follows an invented `Observation:` is dropped. Prose without code is the answer, unless it
    announces itself as a thought.
    """
    said = THINK.sub("", text.replace("\r\n", "\n")).strip()
    said = _before_observation(said)
    for read in (_tagged, _fenced, _json, _bare, _last_call):
        found = read(said)
        if found is not None:
            thought, code = found
            return Reply(thought=_thought(thought), code=code, closed=_closed(said))
    if not said or "```" in said or TAG_OPEN.search(said) or said.lower().startswith("thought:"):
        return Reply(thought=_thought(said))
    return Reply(answer=said)


def _closed(text: str) -> bool:
    """Say whether each block has its end; where tags and fences are mixed, the tags count."""
    if opened := list(TAG_OPEN.finditer(text)):
        return re.search(rf"</{opened[-1][1]}>", text[opened[-1].end() :], re.IGNORECASE) is not None
    fences = list(FENCE.finditer(text))
    return bool(fences) and all(match.end() > match.end(3) for match in fences)


def _before_observation(text: str) -> str:
    """Cut what the model invented after its own code; a reply that begins so keeps its text."""
    for match in OBSERVATION.finditer(text):
        if match.start() > 0 and not _inside_fence(text, match.start()):
            return text[: match.start()].rstrip()
    return text


def _inside_fence(text: str, at: int) -> bool:
    return any(match.start(3) <= at < match.end(3) for match in FENCE.finditer(text))


def _thought(text: str) -> str:
    return re.sub(r"^\s*Thoughts?:\s*", "", text, flags=re.IGNORECASE).strip()


Found = tuple[str, str] | None


def _tagged(text: str) -> Found:
    opening = TAG_OPEN.search(text)
    if opening is None:
        return None
    blocks, position = [], opening.start()
    while opening is not None:
        block, position = _block(text, opening)
        blocks.append(_unfenced(block))
        opening = TAG_OPEN.search(text, position)
    first = TAG_OPEN.search(text)
    return _joined(text[: first.start()] if first else "", blocks)


def _block(text: str, opening: re.Match[str]) -> tuple[str, int]:
    """Return a tag's body and its end: the first closing tag that leaves valid Python, else the first."""
    closings = list(re.finditer(rf"</{opening[1]}>", text[opening.end() :], re.IGNORECASE))
    if not closings:
        return text[opening.end() :], len(text)
    for closing in closings:
        body = text[opening.end() : opening.end() + closing.start()]
        if _parses(_clean(body)):
            return body, opening.end() + closing.end()
    return text[opening.end() : opening.end() + closings[0].start()], opening.end() + closings[0].end()


def _unfenced(block: str) -> str:
    inner = FENCE.search(block.strip() + "\n")
    return inner[3] if inner and inner.start() == 0 else block


def _fenced(text: str) -> Found:
    matches = [match for match in FENCE.finditer(text) if match[2].lower() in PYTHON]
    named = [match for match in matches if match[2]]
    # A bare fence beside a named one usually shows output or data.
    chosen = named or [match for match in matches if _parses(_clean(match[3]))] or matches
    return _joined(text[: chosen[0].start()], [match[3] for match in chosen]) if chosen else None


def _json(text: str) -> Found:
    if not text.startswith("{"):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    code = data.get("code") if isinstance(data, dict) else None
    return _joined(str(data.get("thought", "")), [code]) if isinstance(code, str) else None


def _bare(text: str) -> Found:
    """Take a reply that is Python as a whole; a word, a literal or `Thought: well` alone is prose."""
    tree = _parses(text)
    if tree is None or not tree.body:
        return None
    if not any(_does(node) for node in tree.body):
        return None
    return "", text


def _does(node: ast.stmt) -> bool:
    if isinstance(node, ast.AnnAssign):
        return node.value is not None
    return not isinstance(node, ast.Expr) or _acts(node.value)


def _acts(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call | ast.Await | ast.NamedExpr) for part in ast.walk(node))


def _last_call(text: str) -> Found:
    match = CALL.search(text)
    if match is None or _parses(match[0].strip()) is None:
        return None
    return text[: match.start()], match[0].strip()


def _joined(thought: str, blocks: list[str]) -> Found:
    code = "\n\n".join(cleaned for block in blocks if (cleaned := _clean(block)))
    return (thought, code) if code else None


def _clean(code: str) -> str:
    return textwrap.dedent(code.strip("\n")).rstrip()


def _parses(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
