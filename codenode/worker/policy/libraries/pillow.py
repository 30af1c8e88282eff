"""Pillow opens the session's files by their names, and shows an image in the observation."""

from typing import Any

from codenode.worker.policy.outlets import Outlets


def after() -> None:
    """Take away what opens a font by its path, past the interpreter."""
    from PIL import ImageFont  # noqa: PLC0415 - the code has asked for it

    if hasattr(ImageFont.FreeTypeFont, "font_variant"):
        del ImageFont.FreeTypeFont.font_variant


def replacements(module: str, outlets: Outlets) -> dict[str, object]:
    """Return our versions of functions that take a file."""
    if module == "PIL.Image":
        return _images(outlets)
    if module == "PIL.ImageFont":
        return {"truetype": _truetype}
    return {}


def _images(outlets: Outlets) -> dict[str, object]:
    from PIL import Image  # noqa: PLC0415

    def open(fp: Any, mode: str = "r", formats: Any = None) -> Image.Image:  # noqa: A001 - its name there
        return Image.open(outlets.bytes_of(fp), mode, formats)  # the library checks it

    def show(image: Image.Image, *_: object, **__: object) -> None:
        outlets.display(image)

    Image.Image.show = show  # the original starts a viewer
    return {"open": open}


def _truetype(font: Any = None, size: float = 10, *args: Any, **options: Any) -> Any:
    from PIL import ImageFont  # noqa: PLC0415

    if not hasattr(font, "read"):
        raise OSError(f"cannot open resource {font!r}: there are no fonts here; use ImageFont.load_default(size)")
    return ImageFont.truetype(font, size, *args, **options)
