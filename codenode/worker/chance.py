"""Draw from the session's seed what would come from the machine, so that a replay draws the same."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random


class Chance:
    """Streams of numbers, one for each purpose: what one of them gives does not hang on the others.

    Args:
        seed: of the session.
        alone: this process belongs to the session; its libraries are seeded, too.
    """

    def __init__(self, seed: int, *, alone: bool = False) -> None:
        self._seed = seed
        self._alone = alone
        self._streams: dict[str, Random] = {}
        self._settled: set[str] = set()

    def stream(self, purpose: str) -> "Random":
        """Return the stream of a purpose."""
        made = self._streams.get(purpose)
        if made is None:
            from random import Random  # noqa: PLC0415 - most sessions never ask, and start faster without

            made = self._streams[purpose] = Random(f"{self._seed} {purpose}")  # noqa: S311 - repeatable on purpose
        return made

    def settle(self) -> None:
        """Seed the libraries that were loaded since."""
        if not self._alone:
            return  # the host's own libraries are none of ours
        if self._is_new("random"):
            sys.modules["random"].seed(self.stream("library").getrandbits(64))
        if self._is_new("numpy"):
            self._settle_numpy()

    def _is_new(self, name: str) -> bool:
        if name not in sys.modules or name in self._settled:
            return False
        self._settled.add(name)
        return True

    def _settle_numpy(self) -> None:
        from importlib import import_module  # noqa: PLC0415

        # Everything in numpy that is not given a seed takes its entropy from this name.
        source = import_module("numpy.random.bit_generator")
        source.randbits = self.stream("numpy").getrandbits  # type: ignore[attr-defined]
        import_module("numpy.random").seed(self.stream("numpy").getrandbits(32))
