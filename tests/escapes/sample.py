"""Take a sixth of the attacks on the language, which another test tries all of, in a room; `make fuzz` takes all."""

import os


def sampled(attacks):
    """Return the attacks to try in workers."""
    if "CODENODE_FUZZ" in os.environ:
        return list(attacks)
    return [attack for number, attack in enumerate(attacks) if attack.group != "language" or number % 6 == 0]
