"""Nothing that a facade or an object of a library hands out is a door."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

WALK = Path(__file__).with_name("walk.py")


@pytest.mark.parametrize("library", ["", "numpy", "pandas", "scipy", "sympy", "matplotlib", "PIL", "sklearn"])
class TestWalk:
    def test_no_doors(self, library, tmp_path):
        """No attribute, four deep, is a real module, a metaclass, code, a frame or a power of the builtins."""
        if library:
            for name in ("numpy", library):  # samples of every library are made with numpy
                pytest.importorskip(name)
        (tmp_path / "data.csv").write_text("a,b\n1,2\n3,4\n")
        done = subprocess.run(
            [sys.executable, str(WALK), library],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
            env={"PYTHONPATH": str(WALK.parents[2])},
        )
        assert done.returncode == 0, done.stderr[-2000:]
        seen = json.loads(done.stdout.splitlines()[-1])
        assert seen["doors"] == []
        assert seen["seen"] > 300
