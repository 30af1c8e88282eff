"""Numpy as models use it."""

import pytest

IMPORTS = ["numpy"]
CASES = [
    ("import numpy as np\nint(np.arange(6).reshape(2, 3).sum())", 15),
    ("import numpy as np\nfloat(np.linalg.norm([3, 4]))", 5.0),
    ("import numpy as np\nint(np.random.default_rng(0).integers(1, 2))", 1),
    ("from numpy.polynomial import Polynomial\nfloat(Polynomial([1, 2])(3))", 7.0),
    ("import numpy as np\nnp.loadtxt('data.csv', delimiter=',', skiprows=1).tolist()", [[1.0, 2.0], [3.0, 4.0]]),
    ("import numpy as np\nnp.genfromtxt('data.csv', delimiter=',', names=True)['b'].tolist()", [2.0, 4.0]),
    ("import io, numpy as np\nb = io.BytesIO()\nnp.save(b, np.ones(2))\nb.seek(0)\nnp.load(b).tolist()", [1.0, 1.0]),
    ("import io, numpy as np\nt = io.StringIO()\nnp.savetxt(t, [1, 2], fmt='%d')\nt.getvalue()", "1\n2\n"),
    ("import numpy as np\nnp.ma.masked_less([1, 2, 3], 2).sum().item()", 5),
    ("import numpy as np\nabs(np.fft.ifft(np.fft.fft([1, 2])))[1].item()", 2.0),
    ("from numpy.lib.stride_tricks import sliding_window_view as w\nw([1, 2, 3], 2).tolist()", [[1, 2], [2, 3]]),
    ("import numpy as np\nnp.frombuffer(b'ab', dtype='u1').tolist()", [97, 98]),
    ("import numpy as np\nnp.testing.assert_allclose(1.0, 1.0)\nTrue", True),
    ("import numpy.typing as npt\nnpt.NDArray is not None", True),
    ("import numpy as np\nnp.__version__[0]", "2"),
]


class TestNumpy:
    @pytest.mark.parametrize(("source", "expected"), CASES)
    def test_value(self, value, source, expected):
        """The code gives numpy's value."""
        assert value(source) == expected

    def test_missing(self, fault):
        """A name that was left out raises as a missing one."""
        assert "AttributeError: module 'numpy' has no attribute 'f2py'" in fault("import numpy as np\nnp.f2py")

    def test_unlisted_file(self, fault):
        """A file that is not there is named, with those that are."""
        assert "files you can open: data.csv, data.json" in fault("import numpy as np\nnp.loadtxt('x.csv')")
