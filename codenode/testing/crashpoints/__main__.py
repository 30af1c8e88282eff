"""`python -m codenode.testing.crashpoints`: kill, restart, judge, and print the table."""

import argparse
import sys
import time
from collections import Counter
from typing import get_args

from codenode.testing.crashpoints.driver import Ran, runs
from codenode.testing.crashpoints.judge import MEANING, Verdict

BAD = ("duplicated", "lost", "broken")


def main() -> int:
    """Run what was asked for; fail if an effect was repeated or lost without a word."""
    parser = argparse.ArgumentParser(prog="python -m codenode.testing.crashpoints", description=__doc__)
    parser.add_argument("--backend", choices=("sqlite", "store", "postgres"), default="sqlite")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--server", default="", help="where Postgres is; else one is started")
    given = parser.parse_args()
    tally: Counter[Verdict] = Counter()
    kills: Counter[str] = Counter()
    started = time.monotonic()
    for ran in runs(given.backend, given.kills, given.seed, server=given.server):
        assert ran.judged is not None
        tally[ran.judged.verdict] += 1
        kills += ran.kills
        if ran.judged.verdict in BAD:
            print(_told(ran), file=sys.stderr, flush=True)
    print(f"{given.backend}: {kills.total()} kills in {tally.total()} runs, seed {given.seed}, {time.monotonic() - started:.0f} s")
    print("  killed: " + ", ".join(f"{count} {name}" for name, count in kills.most_common()))
    for verdict in get_args(Verdict):
        print(f"  {tally[verdict]:4} {MEANING[verdict]}")
    return int(any(tally[verdict] for verdict in BAD))


def _told(ran: Ran) -> str:
    assert ran.judged is not None
    form = "async" if ran.setup.asynchronous else "sync"
    lines = "".join(f"\n    {line}" for line in ran.judged.lines)
    return f"{MEANING[ran.judged.verdict]}: {ran.program} ({form}, {ran.setup.executor}), {dict(ran.kills)}: {ran.judged.why}{lines}"


if __name__ == "__main__":
    sys.exit(main())
