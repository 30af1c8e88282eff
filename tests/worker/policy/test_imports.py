"""Which modules come in, and what of them."""

from types import CodeType, FunctionType, ModuleType

import pytest

from codenode.worker.policy import facades
from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.room import Room


def run(source, imports=(), warn=print):
    """Run a source in a fresh room."""
    return Room(builtins={}, imports=imports, warn=warn).run(compile_action(source, "<action>"))


class TestAllowed:
    @pytest.mark.parametrize("name", sorted(facades.NAMES))
    def test_every_facade(self, name):
        """Every module of the list can be imported, and hands out no door."""
        module = run(f"import {name} as m\nm")
        for value in vars(module).values():
            if isinstance(value, ModuleType):
                assert value.__name__ in facades.NAMES
            assert value not in {FunctionType, CodeType, ModuleType, type}
            assert not (isinstance(value, type) and issubclass(value, type) and value.__name__ != "type")

    @pytest.mark.parametrize("name", sorted(facades.NAMES))
    def test_from_import(self, name):
        """Every listed name of a module can be imported by name."""
        for public in vars(run(f"import {name} as m\nm")):
            if not public.startswith("_"):
                assert run(f"from {name} import {public} as x\nx is not None or True")

    def test_forms(self):
        """Dotted, renamed and partial imports work."""
        source = "import collections.abc\nimport urllib.parse as p\nfrom urllib import parse\n"
        assert run(f"{source}from collections import abc\np is parse, collections.abc is abc") == (True, True)

    def test_name(self):
        """A facade carries its module's name."""
        assert run("import json\njson.__name__") == "json"


class TestRefused:
    @pytest.mark.parametrize("name", ["os", "sys", "subprocess", "numpy", "nothing_like_it", "os.path", "json.decoder"])
    def test_message(self, name):
        """A refused import names the module and what is allowed."""
        with pytest.raises(ImportError, match=rf"import of '{name}' is not allowed here; allowed: collections, csv"):
            run(f"import {name}")

    def test_loaded_submodule(self):
        """A real sub-module that happens to be loaded does not come through."""
        with pytest.raises(ImportError, match="cannot import name 'decoder' from 'json'"):
            run("from json import decoder")

    @pytest.mark.parametrize(
        "name", ["os", "os.path", "ctypes", "gc", "pickle", "threading", "codenode.worker", "_thread", ""]
    )
    def test_asked_for(self, name):
        """A module that breaks any policy is refused even when the caller asks for it."""
        with pytest.raises(ValueError, match=f"'{name}'"):
            Room(builtins={}, imports=[name], warn=print)


class TestBrought:
    def test_warning(self):
        """The caller is told once about a module that nobody reviewed."""
        said = []
        room = Room(builtins={}, imports=["colorsys"], warn=said.append)
        room.run(compile_action("import colorsys\nfrom colorsys import rgb_to_hsv\nrgb_to_hsv(1, 1, 1)", "<a>"))
        assert said == ["module 'colorsys' is not reviewed: what it hands out is up to the caller"]

    def test_no_warning(self):
        """A reviewed library, and a module of the standard list, come without one."""
        said = []
        Room(builtins={}, imports=["pandas", "sklearn.linear_model", "math"], warn=said.append)
        assert said == []

    @pytest.mark.parametrize(
        "name", ["scipy.io", "pandas.io", "numpy.ctypeslib", "matplotlib.animation", "PIL.ImageShow"]
    )
    def test_left_out(self, name):
        """A part of a library that its review left out is refused, also in `imports=`."""
        with pytest.raises(ValueError, match=f"'{name}' is not among the reviewed parts"):
            Room(builtins={}, imports=[name], warn=print)

    def test_one_part(self):
        """A part that was asked for comes alone."""
        pytest.importorskip("numpy")
        room = Room(builtins={}, imports=["numpy.linalg"], warn=print)
        assert room.run(compile_action("import numpy.linalg as l\nfloat(l.norm([3, 4]))", "<a>")) == 5
        with pytest.raises(AttributeError):
            room.run(compile_action("import numpy.linalg\nnumpy.zeros", "<a>"))
        with pytest.raises(ImportError):
            room.run(compile_action("import numpy.fft", "<a>"))

    def test_borrowed_modules(self):
        """Modules and functions that a brought module borrowed elsewhere are not shown."""
        names = run("import shlex\ndir(shlex)", ["shlex"], lambda _: None)
        assert "split" in names
        assert not {"os", "sys", "re", "StringIO"} & set(names) - {"StringIO"}

    def test_only_submodule(self):
        """A sub-module alone comes with an empty parent."""
        assert run("import xml.sax.saxutils as s\ns.escape('<')", ["xml.sax.saxutils"], lambda _: None) == "&lt;"

    def test_numpy(self):
        """Numpy computes, and hands out neither files nor modules."""
        pytest.importorskip("numpy")
        source = "import numpy as np\nfrom numpy.linalg import norm\nimport numpy.random as r\n"
        room = Room(builtins={}, imports=["numpy"], warn=lambda _: None)
        assert (
            room.run(
                compile_action(source + "float((np.arange(6).reshape(2, 3) @ np.ones(3)).sum() + norm([3, 4]))", "<a>")
            )
            == 20
        )
        for power in (
            "np.memmap",
            "np.fromfile",
            "np.lib.format",
            "np.ctypeslib",
            "np.ones(1).tofile",
            "np.ones(1).ctypes",
            "np.ndarray.dump",
        ):
            with pytest.raises(AttributeError):
                room.run(compile_action(power, "<a>"))

    @pytest.mark.filterwarnings("ignore:Setting the shape:DeprecationWarning")  # numpy 2.5
    def test_numpy_shape(self):
        """The shape of an array may be set, its type not."""
        pytest.importorskip("numpy")
        room = Room(builtins={}, imports=["numpy"], warn=lambda _: None)
        assert room.run(compile_action("import numpy as np\na = np.zeros(4)\na.shape = (2, 2)\na.shape", "<a>")) == (
            2,
            2,
        )
        with pytest.raises(TypeError):
            room.run(compile_action("a.dtype = int", "<a>"))
