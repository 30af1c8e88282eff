"""Ask the model once more when its steps are over: for the best answer it can give without code."""

import ast
import re
import time
from dataclasses import replace
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphBubbleUp

from codenode.budget import added
from codenode.effects import Steps
from codenode.memory import shortened
from codenode.nodes.base import Verb
from codenode.nodes.parts import Parts
from codenode.nodes.prompt import prompted
from codenode.nodes.think import asking_for
from codenode.parsing import Reply, parse, text_of
from codenode.prompts import render
from codenode.state import CodeState, Update

CALL = re.compile(r"^\s*final_answer\((.*)\)\s*$", re.DOTALL | re.MULTILINE)
JSON = {"true": True, "false": False, "null": None}
LONGEST = 8_000
"""Characters of what the model says that are kept."""


def conclude(parts: Parts) -> Verb:
    """Return the node's logic.

    One call, without retries. Where it fails, or what it says will not do, the run ends with its last result.
    """

    def verb(state: CodeState, config: RunnableConfig) -> Steps[Update]:
        started = time.monotonic()
        run = parts.registry.of(config)
        form = parts.answer.told
        note = render.text("conclude_form.md").replace("{form}", form) if form else render.text("conclude.md")
        asking = replace(asking_for(parts, run, state, config), once=True)
        try:
            message, usage = yield from asking.answered(lambda now: prompted(parts, now, run).noted(note))
        except GraphBubbleUp:
            raise
        except Exception:  # noqa: BLE001 - the run has what it has
            return {"status": "steps"}
        usage["seconds"] = time.monotonic() - started
        run.usage = total = added(state["usage"], usage)
        reply = parse(text_of(message))
        answer, problem = _read(parts, reply)
        best = shortened(reply.answer or reply.thought, LONGEST)
        update = asking.update | Update(status="steps", usage=total, best=best)
        return update if problem else update | {"structured_response": answer}

    return verb


def _read(parts: Parts, reply: Reply) -> tuple[Any, str]:
    """Return the answer, and what is wrong with it; code is not run, but a plain value in it is read."""
    if reply.answer:
        return parts.answer.read(reply.answer)
    call = CALL.search(reply.code)
    if call is None:
        return None, "no answer"
    try:
        return parts.answer.checked(_plain(call[1]))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None, "no plain value"


def _plain(source: str) -> Any:
    """Return the value of a literal; models write JSON's words in it, too."""
    tree = ast.parse(source.strip(), mode="eval")
    return ast.literal_eval(Constants().visit(tree))


class Constants(ast.NodeTransformer):
    """Puts values in the place of JSON's names for them."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return a constant for a word of JSON, any other name as it is."""
        return ast.Constant(JSON[node.id]) if node.id in JSON else node
