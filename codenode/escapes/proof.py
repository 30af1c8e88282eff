"""Prove that attacks reach their targets: ask a prover, or a worker without any jail."""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec

from codenode.escapes.attack import Attack
from codenode.executors.process import library_paths

PROVER = "import sys; sys.path += {paths}; from codenode.escapes.prover import main; main()"
REACHED = "reached"
ENVIRONMENT = {"LANG": "C.UTF-8", "MPLBACKEND": "Agg", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def is_here(attack: Attack) -> bool:
    """Say whether the library that the attack is about is installed."""
    return not attack.needs or find_spec(attack.needs) is not None


def is_provable(attack: Attack) -> bool:
    """Say whether this Python is one that the attack reaches something in."""
    own = sys.version_info[:2]
    since, before = (re.search(rf"{word} 3\.(\d+)", attack.reach) for word in ("from", "before"))
    fits = (not since or own >= (3, int(since[1]))) and (not before or own < (3, int(before[1])))
    return fits and attack.switch not in {"none", "no jail"}


def proofs(attacks: Sequence[Attack]) -> dict[str, str]:
    """Run attacks where their layer is off; return what each came to by its id, `reached` if it succeeded.

    The libraries' attacks have a prover of their own: a fork of a process that has imported nothing is cheaper.
    """
    wanted = [attack for attack in attacks if is_provable(attack) and is_here(attack)]
    parts = ([a for a in wanted if not a.needs], [a for a in wanted if a.needs])
    provers = [_started(part) for part in parts if part]
    told = dict(said for prover in provers for said in _told(prover))
    return {attack.id: told.get(str(attack.path), "the prover ended") for attack in wanted}


def _started(attacks: Iterable[Attack]) -> subprocess.Popen[bytes]:
    orders = [
        {"path": str(attack.path), "switch": attack.switch, "reach": attack.reach, "needs": attack.needs}
        for attack in attacks
    ]
    prover = subprocess.Popen(  # noqa: S603 - our own interpreter and our own source
        [sys.executable, "-P", "-s", "-S", "-W", "ignore", "-c", PROVER.format(paths=library_paths())],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert prover.stdin is not None
    with prover.stdin as end:
        end.write(json.dumps(orders).encode())
    return prover


def _told(prover: subprocess.Popen[bytes]) -> Iterable[tuple[str, str]]:
    assert prover.stdout is not None
    with prover, prover.stdout as lines:
        for line in lines:
            said = json.loads(line)
            yield said["path"], said["said"]
