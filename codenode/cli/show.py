"""Show a run while it happens: thought, code, output, calls, the answer last."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, assert_never, cast

from langchain_core.runnables import RunnableConfig
from rich.console import Console
from rich.markup import escape
from rich.syntax import Syntax

from codenode.agent import CodeAgent
from codenode.budget import no_usage
from codenode.nodes.finish import METADATA
from codenode.state import of_run
from codenode.types import Artifact, Event, JsonValue, Observation, Step, Usage

if TYPE_CHECKING:
    from rich.status import Status

    from codenode.state import CodeState

LONG = 2_000


@dataclass(kw_only=True)
class Outcome:
    """How a run ended."""

    answer: JsonValue = None
    """The answer as data."""
    text: str = ""
    status: str = ""
    usage: Usage = field(default_factory=no_usage)
    steps: list[Step] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
    """The files of the answer, with their bytes."""

    def take(self, update: dict[str, Any]) -> None:
        """Keep what a node wrote."""
        self.steps += update.get("steps") or [] if isinstance(update.get("steps"), list) else []
        self.usage = update.get("usage") or self.usage
        self.status = update.get("status") or self.status
        if "structured_response" in update:
            self.answer = update["structured_response"]
        self.artifacts = update.get("artifacts") or self.artifacts
        for message in update.get("messages", ()):
            self.text = str(message.content)
            self.status = message.response_metadata[METADATA]["status"]


def live(agent: CodeAgent, task: str, console: Console | None) -> Outcome:
    """Run a task and print each step as it happens; nothing is printed without a console.

    Ctrl-C cancels the model call, ends the worker and raises KeyboardInterrupt.
    """
    return asyncio.run(watched(agent, {"messages": [("user", task)]}, console))


async def watched(
    agent: CodeAgent, given: Any, console: Console | None, config: RunnableConfig | None = None
) -> Outcome:
    """Run an agent with any input, on the event loop."""
    outcome = Outcome()
    screen = Screen(console) if console else None
    try:
        if screen:
            screen.think()
        async for mode, chunk in agent.astream(given, config, stream_mode=["custom", "updates"]):
            if mode == "custom" and screen:
                screen.show(chunk)
            elif mode == "updates":
                for update in chunk.values():
                    outcome.take(update or {})
                if screen:
                    screen.after(chunk, outcome)
    finally:
        if screen:
            screen.rest()
    return outcome


def ended(values: dict[str, Any]) -> Outcome:
    """Return how the last run of a thread ended, from its state: also what another process did of it."""
    outcome = Outcome()
    outcome.take({**values, "steps": of_run(cast("CodeState", values)), "messages": values["messages"][-1:]})
    return outcome


class Screen:
    """Prints the events of a run; on a terminal a spinner turns while the model thinks."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._spinner: Status | None = None
        self._midline = False
        self._tokens = 0

    def think(self) -> None:
        """Show that the model is at work."""
        if self._console.is_terminal and self._spinner is None:
            self._spinner = self._console.status("thinking")
            self._spinner.start()

    def rest(self) -> None:
        """Stop the spinner."""
        if self._spinner is not None:
            self._spinner.stop()
            self._spinner = None

    def after(self, chunk: dict[str, Any], outcome: Outcome) -> None:
        """Say what a node cost; the model is next after an action that gave no answer."""
        if "think" in chunk:
            tokens = outcome.usage["input_tokens"] + outcome.usage["output_tokens"]
            self._line(f"[dim]{tokens - self._tokens:,} tokens[/dim]")
            self._tokens = tokens
        if "act" in chunk and not outcome.status:
            self.think()

    def show(self, event: Event) -> None:
        """Print one event."""
        self.rest()
        match event["type"]:
            case "thought":
                self._thought(event)
            case "output":
                self._console.print(
                    _printable(event["text"]), end="", markup=False, highlight=False, style="cyan", soft_wrap=True
                )
                self._midline = not event["text"].endswith("\n")
            case "display":
                self._line(f"[green]{escape(_pictured(event))}[/green]")
            case "call" | "return" | "retry":
                self._line(_line_of(event))
            case "observation":
                self._observed(event["observation"], event["seconds"])
            case "compact":
                self._line(f"[dim]steps 1 to {event['step']} were summarised[/dim]")
                self.think()
            case "plan":
                self._line("\n[bold]Plan[/bold]")
                self._console.print(_printable(event["text"]), markup=False, highlight=False, soft_wrap=True)
            case "final":
                pass  # the command prints the answer itself
            case unknown:
                assert_never(unknown)

    def _thought(self, event: Event) -> None:
        self._line(f"\n[bold]Step {event['step']}[/bold]")
        if event["text"]:
            self._console.print(event["text"], markup=False, highlight=False, soft_wrap=True)
        if event["code"] and self._console.is_terminal:
            self._console.print(
                Syntax(event["code"], "python", theme="ansi_dark", background_color="default", word_wrap=True)
            )
        elif event["code"]:
            self._console.print(event["code"], markup=False, highlight=False, soft_wrap=True)

    def _observed(self, seen: Observation, seconds: float) -> None:
        if seen["preview"] and seen["status"] == "ok":
            self._line(f"[green]= {escape(seen['preview'][:LONG])}[/green]")
        if fault := seen["fault"]:
            where = f" (line {fault['line']})" if fault["line"] else ""
            told = fault.get("trace") or f"{fault['type']}{where}: {fault['message'][:LONG]}"
            self._line(f"[red]{escape(_printable(told))}[/red]")
            if values := fault.get("values"):
                self._line(f"[dim]where {escape(values)}[/dim]")
            if fault["hint"]:
                self._line(f"[yellow]{escape(fault['hint'])}[/yellow]")
        self._line(f"[dim]{seen['status']} in {seconds:.2f} s[/dim]")

    def _line(self, markup: str) -> None:
        if self._midline:
            self._console.print()
            self._midline = False
        self._console.print(markup, highlight=False, soft_wrap=True)


def _printable(text: str) -> str:
    """Leave out what would steer the terminal: escape sequences are the code's to print, not ours to obey."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _pictured(event: Event) -> str:
    display = event["display"]
    return f"[display: {display['mime']} {display['text']}]"


def _line_of(event: Event) -> str:
    if event["type"] == "call":
        return f"[magenta]-> {escape(_called(event))}[/magenta]"
    if event["type"] == "return":
        return f"[magenta]<- {escape(event['tool'])} {event['status']} {event['seconds']:.2f} s[/magenta]"
    where = f"{escape(event['model'])} (attempt {event['attempt']}) in {event['seconds']:.1f} s"
    return f"[yellow]{escape(event['error'])}: asking {where}[/yellow]"


def _called(event: Event) -> str:
    arguments = event["arguments"]
    inside = ", ".join(f"{k}={v!r}" for k, v in arguments.items()) if isinstance(arguments, dict) else ""
    return f"{event['tool']}({inside})"[:LONG]
