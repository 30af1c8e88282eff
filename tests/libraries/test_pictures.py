"""Figures and images are shown in the observation."""

import base64

import pytest

from codenode import Limits, open_session
from codenode.memory import shown

IMPORTS = ["matplotlib", "PIL", "numpy"]
PLOT = "import matplotlib.pyplot as plt\nplt.figure(figsize=(2, 1))\nplt.plot([1, 2])\n"


def sizes(seen):
    """Return the sizes of what was shown."""
    return [display["text"] for display in seen.get("displays", [])]


class TestFigures:
    def test_open_figure(self, session):
        """A figure that is still open is shown when the action ends, as a PNG."""
        seen = session.run(PLOT)
        assert sizes(seen) == ["200x100"]
        assert seen["displays"][0]["mime"] == "image/png"
        assert base64.b64decode(seen["displays"][0]["data"]).startswith(b"\x89PNG")

    def test_closed_afterwards(self, session):
        """The next action shows nothing of it."""
        session.run(PLOT)
        assert sizes(session.run("len(plt.get_fignums())")) == []

    def test_show(self, session):
        """`plt.show()` shows what is open, in order."""
        assert sizes(session.run(f"{PLOT}plt.show()\nplt.figure(figsize=(1, 1))")) == ["200x100", "100x100"]

    def test_last_value(self, session):
        """A figure as the last value is shown once."""
        assert sizes(session.run(f"{PLOT}plt.gcf()")) == ["200x100"]

    def test_after_an_error(self, session):
        """What was drawn before an error is shown with it."""
        seen = session.run(f"{PLOT}1 / 0")
        assert (seen["status"], sizes(seen)) == ("error", ["200x100"])

    def test_to_memory(self, session):
        """`savefig` writes to memory."""
        assert (
            session.run(f"import io\n{PLOT}b = io.BytesIO()\nplt.savefig(b)\nb.getvalue()[1:4]")["preview"] == "b'PNG'"
        )

    def test_many(self, session):
        """Eight are shown; the output says that more were left out."""
        seen = session.run("import matplotlib.pyplot as plt\nfor _ in range(10):\n    plt.figure(figsize=(1, 1))")
        assert len(sizes(seen)) == 8
        assert "an action shows at most 8" in seen["output"]

    def test_style(self, session):
        """The library's own styles and a backend by its name are accepted."""
        source = (
            "import matplotlib\nmatplotlib.use('TkAgg')\nplt.style.use('ggplot')\nplt.style.use('default')\nplt.ion()"
        )
        assert session.run(source)["status"] == "ok"


class TestImages:
    def test_last_value(self, session):
        """An image as the last value is shown."""
        assert sizes(session.run("from PIL import Image\nImage.new('CMYK', (3, 4))")) == ["3x4"]

    def test_show(self, session):
        """`show()` shows it at once."""
        assert sizes(session.run("from PIL import Image\nImage.new('L', (5, 6)).show()\n1")) == ["5x6"]

    def test_drawing(self, session):
        """Drawing, text and filters work."""
        source = (
            "from PIL import Image, ImageDraw, ImageFilter, ImageFont\nim = Image.new('RGB', (20, 20))\n"
            "ImageDraw.Draw(im).text((1, 1), 'a', font=ImageFont.load_default(8))\n"
            "im.filter(ImageFilter.BLUR).getbbox() is not None"
        )
        assert session.run(source)["value"] is True


class TestCeiling:
    def test_too_large(self):
        """What is over the ceiling is left out, and the output says so."""
        pytest.importorskip("matplotlib")
        with open_session(imports=["matplotlib"], limits=Limits(display_bytes=1_000)) as small:
            seen = small.run(PLOT)
        assert sizes(seen) == []
        assert "left out (limit display_bytes: 1,000)" in seen["output"]

    def test_told_to_the_model(self, session):
        """The model reads one line for each."""
        assert "[display 1: image/png 200x100]" in shown(session.run(PLOT), PLOT, 1_000)
