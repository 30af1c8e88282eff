"""Read the machine's clocks for the code, and keep what was read, so that a replay reads the same."""

import time

MOST = 1_000  # readings of one action that are the machine's own
STEP = 1_000_000  # nanoseconds that each further reading goes on by: a loop that waits for a time ends

CLOCKS = {
    "time": time.time_ns,
    "monotonic": time.monotonic_ns,
    "perf_counter": time.perf_counter_ns,
    "process_time": time.process_time_ns,
}


class Reads:
    """The clocks as the code sees them, in nanoseconds; none of them ever goes back."""

    def __init__(self) -> None:
        self._floor: dict[str, int] = {}
        self._ahead: dict[str, int] = {}
        self.begin(())

    def begin(self, given: "list[int] | tuple[int, ...]") -> None:
        """Begin an action; the first readings of it are those given, of an earlier run of the same code."""
        self.taken: list[int] = []
        """What was read so far, in order, without the readings that follow from it."""
        self._told = 0
        self._given = given
        self._last: dict[str, int] = {}

    def read(self, clock: str) -> int:
        """Return the time of a clock."""
        number = len(self.taken)
        if number >= MOST and clock in self._last:
            now = self._last[clock] + STEP
        else:
            now = self._given[number] if number < len(self._given) else self._live(clock)
            self.taken.append(now)
        self._last[clock] = now
        self._floor[clock] = max(now, self._floor.get(clock, now))
        return now

    def fresh(self) -> list[int]:
        """Return what was read since the host was told the last time."""
        return self.taken[self._told :]

    def told(self) -> None:
        """Remember that the host knows what was read so far."""
        self._told = len(self.taken)

    def _live(self, clock: str) -> int:
        return max(CLOCKS[clock]() + self._ahead.get(clock, 0), self._floor.get(clock, 0))

    @property
    def floor(self) -> dict[str, int]:
        """The latest reading of each clock."""
        return self._floor

    def go_on(self, floor: "dict[str, int]") -> None:
        """Go on from the readings of an earlier worker: another machine may have been started later."""
        for clock, now in floor.items():
            if clock in CLOCKS:
                self._floor[clock] = now
                self._ahead[clock] = max(0, now - CLOCKS[clock]())

    def slept(self, seconds: float) -> None:
        """Let the readings that follow from others go on by what the code slept."""
        for clock, last in self._last.items():
            if clock != "process_time":
                self._last[clock] = last + int(seconds * 1e9)
