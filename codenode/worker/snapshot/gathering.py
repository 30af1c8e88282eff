"""Which variables go into a snapshot together, and which cannot be kept."""

from codenode.worker.ending import Ending
from codenode.worker.snapshot.book import Book, Skeleton, State, Unkept
from codenode.worker.snapshot.parts import BUFFER, CLASS, SKELETON, VARIABLE, Entry, Parts
from codenode.worker.snapshot.saving import Saved, TooLong
from codenode.worker.snapshot.sharing import Sharing
from codenode.worker.snapshot.unkept import Told, reason

TOGETHER = 8_192  # bytes of variables that are written down in one piece


class Gathering:
    """One save: which variables go together, which cannot be kept."""

    def __init__(self, book: Book, sharing: Sharing, told: Told) -> None:
        self._book = book
        self._sharing = sharing
        self._told = told
        self._saved: dict[tuple[str, ...], Saved] = {}
        self.files: dict[str, None] = {}
        self.names: list[str] = []
        self.unkept: list[dict[str, str]] = []

    def save(self, values: dict[str, object]) -> None:
        """Write the variables down: in one piece where that is small, else each group for itself."""
        self.names = list(values)
        if values and not self._together(values):
            self._apart(values)
        for saved in self._saved.values():
            self.files.update(saved.files)

    def _together(self, values: dict[str, object]) -> bool:
        try:
            saved = Saved(
                list(values.values()) if len(values) > 1 else next(iter(values.values())), self._book, TOGETHER
            )
        except (TooLong, Unkept, Ending, MemoryError) as error:
            if isinstance(error, Ending | MemoryError):
                raise
            return False
        except Exception:  # noqa: BLE001 - one of them cannot be written down: which one is found out apart
            return False
        if saved.classes:
            return False  # code of the user's classes may run when they are made again: each for itself
        self._saved[tuple(VARIABLE + name for name in values)] = saved
        return True

    def _apart(self, values: dict[str, object]) -> None:
        found: dict[str, Saved] = {}
        for name, value in values.items():
            if (saved := self._tried(name, value)) is not None:
                found[VARIABLE + name] = saved
        bad = self._classes(found)
        for key in [key for key, saved in found.items() if not bad.isdisjoint(saved.classes)]:
            del found[key]
            if key.startswith(VARIABLE):
                name = key.removeprefix(VARIABLE)
                self._tell(name, values[name], "its class cannot be kept")
        for keys in self._sharing.groups({key: self._value(key, values) for key in found}):
            if len(keys) == 1:
                self._saved[keys[0],] = found[keys[0]]
            else:
                self._group(keys, values)

    def _value(self, key: str, values: dict[str, object]) -> object:
        if key.startswith(VARIABLE):
            return values[key.removeprefix(VARIABLE)]
        return list(self._class_of(key).__dict__.values()) if key.startswith(CLASS) else None

    def _class_of(self, key: str) -> type:
        return self._book.by_number[int(key[2:])]

    def _tried(self, name: str, value: object) -> Saved | None:
        try:
            return Saved(value, self._book)
        except (Ending, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is: this one cannot be kept
            self._tell(name, value, _why(error))
            return None

    def _tell(self, name: str, value: object, why: str) -> None:
        self.unkept.append(self._told.of(name, value, why))
        if name in self.names:
            self.names.remove(name)

    def _classes(self, found: dict[str, Saved]) -> set[int]:
        """Write down the classes that were met, and those met in them; return those that cannot be kept."""
        self._without: dict[int, frozenset[str]] = {}
        bad: set[int] = set()
        done: set[int] = set()
        while fresh := {number for saved in found.values() for number in saved.classes} - done:
            for number in sorted(fresh):
                done.add(number)
                cls = self._book.by_number[number]
                try:
                    found[f"{SKELETON}{number}"] = Saved(Skeleton(cls), self._book)
                    found[f"{CLASS}{number}"] = self._state(number, cls)
                except (Ending, MemoryError):
                    raise
                except Exception:  # noqa: BLE001 - as above
                    bad.add(number)
                    found.pop(f"{SKELETON}{number}", None)
        size = -1
        while size != len(bad):
            size = len(bad)
            for key in [
                key
                for key, saved in found.items()
                if key[:2] in {SKELETON, CLASS} and not bad.isdisjoint(saved.classes)
            ]:
                bad.add(int(key[2:]))
                del found[key]
        for key in [key for key in found if key[:2] in {SKELETON, CLASS} and int(key[2:]) in bad]:
            del found[key]
        return bad

    def _state(self, number: int, cls: type) -> Saved:
        """Write down what a class has, without the attributes that cannot be kept."""
        try:
            return Saved(State(cls), self._book)
        except (Ending, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - as above
            without = frozenset(name for name, value in cls.__dict__.items() if not self._can(name, value, cls))
            self._without[number] = without
            return Saved(State(cls, without), self._book)

    def _can(self, name: str, value: object, cls: type) -> bool:
        kept = frozenset(cls.__dict__) - {name}
        try:
            Saved(State(cls, kept), self._book)
        except (Ending, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - as above
            self.unkept.append(self._told.of(f"{cls.__name__}.{name}", value, _why(error)))
            return False
        return True

    def _group(self, keys: list[str], values: dict[str, object]) -> None:
        # Classes first: what comes behind may need their methods.
        keys = sorted(keys, key=lambda key: key.startswith(VARIABLE))
        whole = [
            State(self._class_of(key), self._without.get(int(key[2:]), frozenset())) if key.startswith(CLASS) else value
            for key, value in ((key, self._value(key, values)) for key in keys)
        ]
        try:
            self._saved[tuple(keys)] = Saved(whole, self._book)
        except (Ending, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - as above
            for key in keys:
                self._tell(key[2:], self._value(key, values), _why(error))

    # --- parts ------------------------------------------------------------------------------------

    def entries(self, parts: Parts, most: int) -> list[Entry]:
        """Return the groups; their buffers go into the parts. The largest are left out where all are too much."""
        sizes = {
            keys: len(saved.stream) + sum(b.raw().nbytes for b in saved.buffers) for keys, saved in self._saved.items()
        }
        total = sum(sizes.values())
        for keys in sorted(sizes, key=sizes.__getitem__, reverse=True):
            if total <= most:
                break
            total -= sizes[keys]
            self._too_large(keys, sizes[keys], most)
        return [
            (keys, saved.stream, tuple(parts.add(BUFFER, buffer.raw()) for buffer in saved.buffers))
            for keys, saved in self._saved.items()
        ]

    def _too_large(self, keys: tuple[str, ...], size: int, most: int) -> None:
        del self._saved[keys]
        for key in keys:
            name = key[2:]
            if name in self.names:
                self._tell(name, self._book.namespace[name], f"{size:,} bytes; a snapshot may have {most:,}")


def _why(error: Exception) -> str:
    return f"it holds {error}" if type(error) is Unkept else reason(error)
