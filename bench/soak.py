"""Attack the sandbox for a while, from threads and an event loop at once; say whether the host stayed flat.

    python bench/soak.py [minutes]

Rounds of half a minute. After each one every session is closed, and what is left is counted: memory,
descriptors and threads of the host, its processes and their memory. The last third of the rounds may
hold at most `MOST` times the memory of the first third behind the warm-up, and no more of anything else.
"""

import asyncio
import ctypes
import gc
import os
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from attacks import Attacks, auntil, until

MOST = 1.1
ROUND = 30.0
WARM_UP = 3
THREADS = 3
TASKS = 3


class Sample(NamedTuple):
    """What the host holds between two rounds."""

    memory: float
    descriptors: int
    threads: int
    processes: int
    servers: float


def main() -> int:
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    rounds = max(2 * WARM_UP, round(minutes * 60 / ROUND))
    attacks = Attacks(seed=int(time.time()))
    samples: list[Sample] = []
    wrong: list[str] = []
    print("round  sessions     MiB descriptors  threads processes their MiB")
    for number in range(rounds):
        wrong += one_round(attacks, time.monotonic() + ROUND)
        samples.append(sample())
        if number < WARM_UP or number % 5 == 4 or number == rounds - 1:
            row(number + 1, sum(attacks.done.values()), samples[-1])
    attacks.close()
    return verdict(samples[WARM_UP:], attacks.done, wrong)


def row(number: int, sessions: int, found: Sample) -> None:
    print(
        f"{number:5} {sessions:9} {found.memory:7.1f} {found.descriptors:11} {found.threads:8} "
        f"{found.processes:9} {found.servers:9.1f}",
        flush=True,
    )


def one_round(attacks: Attacks, end: float) -> list[str]:
    """Run the sync and the async side until the end; return what went wrong."""
    with ThreadPoolExecutor(THREADS) as pool:
        sides = [pool.submit(until, end, attacks.one) for _ in range(THREADS)]
        wrong = asyncio.run(together(attacks, end))
        return [*wrong, *(error for side in sides for error in side.result())]


async def together(attacks: Attacks, end: float) -> list[str]:
    found = await asyncio.gather(*(auntil(end, attacks.aone) for _ in range(TASKS)))
    return [error for side in found for error in side]


def sample() -> Sample:
    """Count what is left."""
    settle()
    left = children()
    return Sample(
        memory(os.getpid()),
        len(os.listdir("/proc/self/fd")),
        threading.active_count(),
        len(left),
        sum(map(memory, left)),
    )


def settle() -> None:
    """Let go of what nobody holds: garbage, the allocator's reserve, processes that are dying."""
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
    time.sleep(1)


def memory(pid: int) -> float:
    """Return the MiB that a process has in memory."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def children() -> list[int]:
    """Return the processes that descend from this one."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(entry.parent.name)] = int(entry.read_text(errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found[1:]


def verdict(samples: list[Sample], done: dict[str, int], wrong: list[str]) -> int:
    """Print whether it stayed flat; return the exit code."""
    third = max(1, len(samples) // 3)
    failed = 0
    print(f"\n{', '.join(f'{count} {name}' for name, count in sorted(done.items()))}")
    for name in Sample._fields:
        sized = name in {"memory", "servers"}
        # Of what is counted the most is compared: how many spare workers wait at the moment differs a little.
        of_many = statistics.median if sized else max
        first = of_many(getattr(found, name) for found in samples[:third])
        last = statistics.median(getattr(found, name) for found in samples[-third:])
        most = MOST if sized else 1.0
        flat = last <= first * most
        failed += not flat
        print(f"{name:12} first third {first:8.1f}, last third {last:8.1f}: {'flat' if flat else 'GREW'} (aim {most})")
    for error in wrong[:10]:
        print(f"wrong: {error}")
    print(f"{len(wrong)} wrong of {sum(done.values())} sessions")
    return 1 if failed or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
