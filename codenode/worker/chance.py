"""Draw from the session's seed what would come from the machine, so that a replay draws the same."""

import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random
    from typing import Any

_WORDS = struct.Struct("<625I")


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
        self.shared: Random | None = None
        """Behind the functions of the module `random` as the code sees it."""

    def stream(self, purpose: str) -> "Random":
        """Return the stream of a purpose."""
        made = self._streams.get(purpose)
        if made is None:
            from random import Random  # noqa: PLC0415 - most sessions never ask, and start faster without

            made = self._streams[purpose] = Random(f"{self._seed} {purpose}")  # noqa: S311 - repeatable on purpose
        return made

    def state(self) -> "dict[str, object]":
        """Return where every stream stands, as plain data; empty where none was ever used."""
        state: dict[str, object] = {f"stream {purpose}": _packed(made) for purpose, made in self._streams.items()}
        if self.shared is not None:
            state["shared"] = _packed(self.shared)
        if "random" in self._settled:
            state["library"] = _packed(sys.modules["random"])
        if "numpy" in self._settled:
            kind, words, *rest = sys.modules["numpy.random"].get_state()
            state["numpy"] = (str(kind), words.tobytes(), *map(float, rest))
        return state

    def restore(self, state: "dict[str, Any]") -> None:
        """Let every stream go on where it stood."""
        for name, packed in state.items():
            if name.startswith("stream "):
                _unpacked(self.stream(name.removeprefix("stream ")), packed)
            elif name == "shared" and self.shared is not None:
                _unpacked(self.shared, packed)
            elif name == "library" and "random" in self._settled:
                _unpacked(sys.modules["random"], packed)
            elif name == "numpy" and "numpy" in self._settled:
                kind, words, position, gauss, cached = packed
                numbers = sys.modules["numpy"].frombuffer(words, "uint32")
                sys.modules["numpy.random"].set_state((kind, numbers, int(position), int(gauss), cached))

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


def _packed(source: "Any") -> "tuple[int, bytes, float | None]":
    version, words, gauss = source.getstate()
    return version, _WORDS.pack(*words), gauss


def _unpacked(target: "Any", packed: "tuple[int, bytes, float | None]") -> None:
    version, words, gauss = packed
    target.setstate((version, _WORDS.unpack(words), gauss))
