"""Find where in which action a function was written, and compile that place again.

A snapshot holds no bytecode: a function is the text of its action and a path into what the policy makes of
it. Bytes from elsewhere can therefore bring no code that the policy would refuse.
"""

from types import CodeType

from codenode.worker.policy.compiler import compile_action

KEPT = 8 << 20  # characters of source in all; functions of older actions cannot be saved

Path = tuple[int, ...]
Place = tuple[str, Path]


class Codes:
    """The actions of one session in which something was defined, by file name."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._codes: dict[str, list[CodeType]] = {}
        self._places: dict[int, Place] = {}
        self._fresh: list[tuple[str, CodeType]] = []
        self._size = 0

    def add(self, filename: str, source: str, code: CodeType) -> None:
        """Keep an action that holds functions; called for each one that is compiled."""
        if not any(type(const) is CodeType for const in code.co_consts):
            return
        if filename not in self.texts:
            self.texts[filename] = source
            self._size += len(source)
            self._shrink()
        elif self.texts[filename] != source:
            return  # two texts of one name: nobody could tell them apart later
        self._codes.setdefault(filename, []).append(code)
        self._fresh.append((filename, code))

    def _shrink(self) -> None:
        while self._size > KEPT and len(self.texts) > 1:
            oldest = next(iter(self.texts))
            self._size -= len(self.texts.pop(oldest))
            for code in self._codes.pop(oldest, ()):
                for inner, _ in _inside(code):
                    self._places.pop(id(inner), None)
            self._fresh = [pair for pair in self._fresh if pair[0] != oldest]

    def place(self, code: CodeType) -> Place | None:
        """Return the action and the path of a piece of code, None where nobody knows."""
        for filename, top in self._fresh:
            self._places.update((id(inner), (filename, path)) for inner, path in _inside(top))
        self._fresh.clear()
        return self._places.get(id(code))

    def code(self, filename: str, path: Path) -> CodeType:
        """Return the piece of code at a path; the action is compiled at the first call.

        Raises:
            ValueError: there is no such action or no such path in it.
        """
        if filename not in self._codes:
            source = self.texts.get(filename)
            if source is None:
                raise ValueError("the source of a function is missing")
            self.add(filename, source, compile_action(source, filename))
        found: object = self._codes[filename][0] if filename in self._codes else None
        for step in path:
            if type(found) is not CodeType or not 0 <= step < len(found.co_consts):
                raise ValueError("no function stands at that place of its action")
            found = found.co_consts[step]
        if type(found) is not CodeType or not path:
            raise ValueError("no function stands at that place of its action")
        return found


def _inside(code: CodeType, path: Path = ()) -> list[tuple[CodeType, Path]]:
    found = []
    for number, const in enumerate(code.co_consts):
        if type(const) is CodeType:
            found += [(const, (*path, number)), *_inside(const, (*path, number))]
    return found
