"""How much is tried: a little, the same each time, in `make test`; as much as is asked for in `make fuzz`."""

import os
import random

MORE = int(os.environ.get("CODENODE_FUZZ", "0"))


def rounds(few, *, of_many=1.0):
    """Return how many: `few`, or a part of what was asked for."""
    return max(1, int(MORE * of_many)) if MORE else few


def chance(seed=1):
    """Return what decides: by a seed, or in `make fuzz` another one each time, which is printed."""
    if MORE:
        seed = random.SystemRandom().getrandbits(32)
        print(f"seed {seed}")  # noqa: T201 - to find it again
    return random.Random(seed)
