"""Kill an agent's processes, start others, judge what became of its effects, and print the table."""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from typing import get_args

from codenode.testing.crashpoints.driver import Ran, runs
from codenode.testing.crashpoints.judge import MEANING, Verdict
from codenode.testing.crashpoints.server import postgres

BAD: tuple[Verdict, ...] = ("duplicated", "lost", "wrong", "broken")


def main() -> int:
    """Run what was asked for; fail if an effect was repeated or lost without a word."""
    parser = argparse.ArgumentParser(prog="python -m codenode.testing.crashpoints", description=__doc__)
    parser.add_argument("--backend", choices=("sqlite", "store", "postgres"), default="sqlite")
    parser.add_argument("--kills", type=int, default=500, help="how many processes to kill")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of what is killed when")
    given = parser.parse_args()
    started = time.monotonic()
    tally: Counter[Verdict] = Counter()
    kills: Counter[str] = Counter()
    compared = 0
    with ExitStack() as stack:
        server = stack.enter_context(postgres()) if given.backend == "postgres" else ""
        for ran in runs(given.backend, given.kills, given.seed, server=server):
            assert ran.judged is not None
            tally[ran.judged.verdict] += 1
            kills += ran.kills
            compared += ran.judged.compared
            if ran.judged.verdict in BAD:
                sys.stderr.write(_told(ran))
    seconds = time.monotonic() - started
    sys.stdout.write("\n".join(_table(given.backend, given.seed, tally, kills, seconds)) + "\n")
    sys.stdout.write(f"  {compared} times a variable was looked at in the next action\n")
    return int(any(tally[verdict] for verdict in BAD))


def _table(backend: str, seed: int, tally: Counter[Verdict], kills: Counter[str], seconds: float) -> Iterator[str]:
    yield f"{backend}: {kills.total()} kills in {tally.total()} runs, seed {seed}, {seconds:.0f} s"
    yield "  killed: " + ", ".join(f"{count} {name}" for name, count in kills.most_common())
    for verdict in get_args(Verdict):
        yield f"  {tally[verdict]:4} {MEANING[verdict]}"


def _told(ran: Ran) -> str:
    assert ran.judged is not None
    form = "async" if ran.setup.asynchronous else "sync"
    lines = "".join(f"\n    {line}" for line in ran.judged.lines)
    what = f"{ran.program} ({form}, {ran.setup.executor}), killed {dict(ran.kills)}"
    return f"{MEANING[ran.judged.verdict]}: {what}: {ran.judged.why}{lines}\n"


if __name__ == "__main__":
    sys.exit(main())
