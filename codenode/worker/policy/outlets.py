"""What our versions of library functions use of the room: its files, its screen."""

from collections.abc import Callable, Mapping
from typing import Any


class Outlets:
    """The room's own `open` and `print`, and what shows an image.

    Args:
        builtins: the room's table; looked up at each call.
        display: shows a figure or an image to whoever reads the observation.
    """

    def __init__(self, builtins: Mapping[str, object], display: Callable[[object], None]) -> None:
        self._builtins = builtins
        self.display = display

    def print(self, text: str) -> None:
        """Print as the code would."""
        self._named("print")(text)

    def bytes_of(self, source: Any) -> Any:
        """Return a file of the session by its name, as bytes in memory; anything else as it is.

        Raises:
            PermissionError: an address on the network.
        """
        if not isinstance(source, str):
            return source
        name = str.__str__(source)
        if "://" in name[:16]:
            raise PermissionError(f"{name!r} cannot be read: there is no network here; use the tools")
        return self._named("open")(name.removeprefix("./"), "rb")

    def _named(self, name: str) -> Callable[..., Any]:
        found = self._builtins.get(name)
        if not callable(found):
            raise NameError(f"name {name!r} is not defined", name=name)  # noqa: TRY004 - as Python
        return found


def needs_buffer(target: object, what: str) -> None:
    """Refuse a file name where a library would write.

    Raises:
        PermissionError: the target is no object with a `write` method.
    """
    if not hasattr(target, "write"):
        raise PermissionError(f"{what} writes no files here; pass an io.BytesIO() or io.StringIO()")
