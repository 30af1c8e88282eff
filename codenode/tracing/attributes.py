"""Names of span attributes: the GenAI conventions where they exist, `codenode.*` where they do not.

Written out here because the conventions' Python package marks all of its own names deprecated while they
move to a new repository. CONTENT names are set only when content capture is on; all others are safe:
ids, names, counts, sizes, hashes, status.
"""

from typing import Final

KIND: Final = "openinference.span.kind"
OPERATION: Final = "gen_ai.operation.name"
AGENT_NAME: Final = "gen_ai.agent.name"
CONVERSATION: Final = "gen_ai.conversation.id"
PROVIDER: Final = "gen_ai.provider.name"
REQUEST_MODEL: Final = "gen_ai.request.model"
RESPONSE_MODEL: Final = "gen_ai.response.model"
FINISH_REASONS: Final = "gen_ai.response.finish_reasons"
INPUT_TOKENS: Final = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS: Final = "gen_ai.usage.output_tokens"
CACHED_TOKENS: Final = "gen_ai.usage.cache_read.input_tokens"
TOOL_NAME: Final = "gen_ai.tool.name"
TOOL_TYPE: Final = "gen_ai.tool.type"
TOOL_CALL_ID: Final = "gen_ai.tool.call.id"
ERROR_TYPE: Final = "error.type"

ATTEMPT: Final = "codenode.attempt"
STATUS: Final = "codenode.status"
FINISH_REASON: Final = "codenode.finish_reason"
ISOLATION: Final = "codenode.isolation"
STEP_NUMBER: Final = "codenode.step.number"
STEPS: Final = "codenode.steps"
CALLS: Final = "codenode.calls"
CODE_BYTES: Final = "codenode.code.bytes"
CODE_LINES: Final = "codenode.code.lines"
OUTPUT_BYTES: Final = "codenode.output.bytes"
OUTPUT_TRUNCATED: Final = "codenode.output.truncated"
VARIABLES: Final = "codenode.variables"
FAULT_TYPE: Final = "codenode.fault.type"
CALL_STATUS: Final = "codenode.call.status"
CALL_SECONDS: Final = "codenode.call.seconds"
CALL_ARGUMENTS_HASH: Final = "codenode.call.arguments_hash"

CODE: Final = "codenode.code"
OUTPUT: Final = "codenode.output"
INPUT_MESSAGES: Final = "gen_ai.input.messages"
OUTPUT_MESSAGES: Final = "gen_ai.output.messages"
CONTENT: Final = frozenset({CODE, OUTPUT, INPUT_MESSAGES, OUTPUT_MESSAGES})

CAP: Final = 16_384


def capped(text: str) -> str:
    """Return at most `CAP` characters of content; what was cut is said."""
    return text if len(text) <= CAP else f"{text[:CAP]}... [{len(text):,} characters]"
