"""Our own versions of what draws or reads a clock: from the session's seed, and recorded."""

import sys
from collections.abc import Callable
from types import BuiltinMethodType, MethodType
from typing import Any

from codenode.worker.chance import Chance
from codenode.worker.policy.classes import Classes
from codenode.worker.policy.facades import NAMES
from codenode.worker.reads import CLOCKS, Reads

Shims = dict[str, object]
BILLION = 1_000_000_000


class Steady:
    """Makes the replacements for one room."""

    def __init__(self, classes: Classes, chance: Chance, reads: Reads) -> None:
        self._classes = classes
        self._chance = chance
        self._reads = reads
        self.settle = chance.settle

    def replacements(self, module: str) -> Shims:
        """Return the names that a facade gets from us."""
        make = {
            "random": self._random,
            "statistics": self._statistics,
            "time": self._time,
            "uuid": self._uuid,
        }.get(module)
        return make() if make is not None else {}

    # --- chance ---------------------------------------------------------------------------------

    def _random(self) -> Shims:
        import random  # noqa: PLC0415 - only when the code asks for it

        draw = self._chance.stream("seeds").getrandbits

        class Random(random.Random):
            """Random numbers; without a seed, from the session's."""

            def seed(self, a: Any = None, version: int = 2) -> None:
                super().seed(draw(256) if a is None else a, version)

        Random.__module__, Random.__qualname__, Random.__doc__ = "random", "Random", random.Random.__doc__
        self._classes.allow_bases([Random])
        shared = Random(self._chance.stream("shared").getrandbits(256))
        self._chance.shared = shared
        names = [name for name in NAMES["random"].split() if name != "Random" and hasattr(shared, name)]
        return {"Random": Random, **{name: getattr(shared, name) for name in names}}

    def _statistics(self) -> Shims:
        import statistics  # noqa: PLC0415 - only when the code asks for it

        real = getattr(statistics, "kde_random", None)  # since Python 3.13
        if real is None:
            return {}
        draw = self._chance.stream("seeds").getrandbits

        def kde_random(data: object, h: float, kernel: str = "normal", *, seed: object = None) -> object:
            return real(data, h, kernel, seed=draw(256) if seed is None else seed)

        return {"kde_random": kde_random}

    def _uuid(self) -> Shims:
        import uuid  # noqa: PLC0415 - only when the code asks for it

        draw = self._chance.stream("uuid").getrandbits

        def uuid4() -> uuid.UUID:
            return uuid.UUID(int=draw(128), version=4)

        return {"uuid4": uuid4}

    # --- time -----------------------------------------------------------------------------------

    def _time(self) -> Shims:
        import time  # noqa: PLC0415 - with the others

        read = self._reads.read
        shims: Shims = {}
        for clock in CLOCKS:
            shims[clock] = _named(clock, _seconds(read, clock))
            shims[f"{clock}_ns"] = _named(f"{clock}_ns", _nanoseconds(read, clock))

        def now(seconds: Any) -> Any:
            return read("time") / BILLION if seconds is None else seconds

        def localtime(seconds: Any = None, /) -> time.struct_time:
            return time.localtime(now(seconds))

        def gmtime(seconds: Any = None, /) -> time.struct_time:
            return time.gmtime(now(seconds))

        def ctime(seconds: Any = None, /) -> str:
            return time.ctime(now(seconds))

        def asctime(moment: Any = None, /) -> str:
            return time.asctime(localtime() if moment is None else moment)

        def strftime(template: str, moment: Any = None, /) -> str:
            return time.strftime(template, localtime() if moment is None else moment)

        def sleep(seconds: Any, /) -> None:
            time.sleep(seconds)
            if type(seconds) in {int, float}:
                self._reads.slept(seconds)

        own = (localtime, gmtime, ctime, asctime, strftime, sleep)
        return {**shims, **{function.__name__: function for function in own}}

    def clock(self, found: object) -> object:
        """Return a recorded form of a method that tells what day it is; anything else as it is."""
        kind = sys.modules.get("datetime")
        if kind is None or type(found) not in {BuiltinMethodType, MethodType}:
            return found
        cls = found.__self__  # type: ignore[attr-defined] # its exact type is known
        if not isinstance(cls, type) or not issubclass(cls, kind.date):
            return found
        library = str(cls.__module__).partition(".")[0]
        make = {"today": _today, "now": _now, "utcnow": _utcnow}
        if library == "pandas":
            make = {"today": _stamp_now, "now": _stamp_now, "utcnow": _stamp_utcnow}
        # The code may have put another method there under this name.
        known = make.get(getattr(found, "__name__", ""))
        return known(cls, self._reads.read) if known is not None else found


Read = Callable[[str], int]


def _seconds(read: Read, clock: str) -> Callable[[], float]:
    return lambda: read(clock) / BILLION


def _nanoseconds(read: Read, clock: str) -> Callable[[], int]:
    return lambda: read(clock)


def _named(name: str, function: Any) -> object:
    function.__name__ = function.__qualname__ = name
    return function


def _today(cls: Any, read: Read) -> Callable[[], object]:
    def today() -> object:
        return cls.fromtimestamp(read("time") / BILLION)

    return today


def _now(cls: Any, read: Read) -> Callable[..., object]:
    def now(tz: Any = None) -> object:
        return _made(cls, _moment(read, tz))

    return now


def _utcnow(cls: Any, read: Read) -> Callable[[], object]:
    def utcnow() -> object:
        import datetime as dt  # noqa: PLC0415 - it is loaded by who gets here

        return _made(cls, _moment(read, dt.UTC).replace(tzinfo=None))

    return utcnow


def _moment(read: Read, tz: Any) -> Any:
    import datetime as dt  # noqa: PLC0415 - it is loaded by who gets here

    now = read("time")
    # By whole seconds and microseconds, as the library: a float would round.
    return dt.datetime.fromtimestamp(now // BILLION, tz).replace(microsecond=now // 1000 % 1_000_000)


def _made(cls: Any, moment: Any) -> object:
    """Return a moment as an object of the class, made as the library makes one."""
    if cls is type(moment):
        return moment
    date, time = (moment.year, moment.month, moment.day), (moment.hour, moment.minute, moment.second)
    made = cls(*date, *time, moment.microsecond, moment.tzinfo)
    return made.replace(fold=1) if moment.fold else made


def _stamp_now(cls: Any, read: Read) -> Callable[..., object]:
    def now(tz: Any = None) -> object:
        import datetime as dt  # noqa: PLC0415 - it is loaded by who gets here

        return cls(_moment(read, None)) if tz is None else cls(_moment(read, dt.UTC)).tz_convert(tz)

    return now


def _stamp_utcnow(cls: Any, read: Read) -> Callable[[], object]:
    return lambda: _stamp_now(cls, read)("UTC")
