"""The doctor tells the truth on machines of every kind, each simulated by what its kernel would refuse."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codenode.worker.jail import landlock

pytest.importorskip("typer")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the jail is made of Linux")

ROOT = Path(__file__).parents[2]
WEAKENED = ROOT / "tests/executors/weakened.py"
WITNESS = ROOT / "tests/executors/witness.py"

EPERM, EINVAL, ENOSYS = 1, 22, 38
NEW_USERS, OTHERS = 0x10000000, 0x6E020000
NO_USERS = {"unshare": [EPERM, 0, NEW_USERS]}
POWERLESS_USERS = {"unshare": [EPERM, 0, OTHERS], "mount": [EPERM]}  # as Ubuntu's AppArmor does
LANDLOCK = ("landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self")
NO_LANDLOCK = {name: [ENOSYS] for name in LANDLOCK}
OLD_PROFILE = {name: [EPERM] for name in LANDLOCK}
CONTAINER = {name: [EPERM] for name in ("unshare", "mount", "umount2", "pivot_root", "setns", "mount_setattr")}
NO_FILTER = {"prctl": [EINVAL, 0, 22], "seccomp": [ENOSYS]}  # PR_SET_SECCOMP
OLD_MOUNTS = {"mount_setattr": [ENOSYS]}  # Linux before 5.12
ROOT_IN_CONTAINER = [number for number in range(41) if number not in {0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31}]

needs_landlock = pytest.mark.skipif(not landlock.version(), reason="no Landlock on this machine")
USER = 1001
# Each machine takes seconds; these differ little from others that are always tried.
often = pytest.mark.skipif("CODENODE_FUZZ" not in os.environ, reason="tried by make fuzz")


def told(*, deny=None, user=None, drop=()):
    """Return the doctor's exit code and report on such a machine, and what a witness saw there."""
    if not user and os.geteuid():
        pytest.skip("only root can be simulated by root")
    wanted = json.dumps({"deny": deny or {}, "user": user, "drop": list(drop)})
    done = subprocess.run(
        [sys.executable, WEAKENED, wanted, sys.executable, WITNESS],
        env={"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def agree(code, report, seen):
    """Compare what the doctor says with what gets through."""
    layers = report["layers"]
    assert code == (0 if report["level"] == "sandbox" else 1)
    assert seen["auto"] == report["level"]
    assert bool(seen["refused"]) == (report["level"] != "sandbox")
    assert seen["reads without a tree"] == (layers["landlock"] == "no")
    assert seen["reads without landlock"] == (layers["mounts"] == "no")
    assert seen["connects"] == (layers["network"] == "no")
    assert (seen["user"] != seen["host"]) == (layers["own_user"] == "yes")


class TestSandbox:
    """Machines that reach the level, some of them by one of two ways."""

    def test_root(self):
        """Root on a full kernel has every layer."""
        code, report, seen = told()
        agree(code, report, seen)
        assert report["level"] == "sandbox"
        assert all(report["attempts"].values())
        assert {state for layer, state in report["layers"].items() if layer != "landlock"} == {"yes"}

    def test_user(self):
        """An ordinary user has every layer but a user of the worker's own."""
        code, report, seen = told(user=USER)
        agree(code, report, seen)
        assert report["level"] == "sandbox"
        assert {layer for layer, state in report["layers"].items() if state == "no"} <= {"own_user", "landlock"}

    @needs_landlock
    @pytest.mark.parametrize(
        "deny",
        [
            pytest.param(NO_USERS, marks=often),
            pytest.param(POWERLESS_USERS, marks=often),
            pytest.param(OLD_MOUNTS, marks=often),
            CONTAINER,
        ],
        ids=["none", "powerless", "old", "container"],
    )
    def test_landlock_alone(self, deny):
        """Without a file tree of its own the worker is held by Landlock, and the report says so."""
        code, report, seen = told(deny=deny, user=USER)
        agree(code, report, seen)
        assert (code, report["level"], report["layers"]["mounts"]) == (0, "sandbox", "no")
        assert all(report["attempts"].values())

    @pytest.mark.parametrize(
        ("deny", "user"),
        [
            (NO_LANDLOCK, None),
            pytest.param(NO_LANDLOCK, USER, marks=often),
            pytest.param(OLD_PROFILE, USER, marks=often),
        ],
        ids=["root", "user", "profile"],
    )
    def test_mounts_alone(self, deny, user):
        """Without Landlock the worker is held by its file tree."""
        code, report, seen = told(deny=deny, user=user)
        agree(code, report, seen)
        assert (code, report["level"], report["layers"]["landlock"]) == (0, "sandbox", "no")

    @often
    def test_root_that_cannot_change_users(self):
        """Root without the right to change users has all but a user of the worker's own."""
        code, report, seen = told(drop=[6, 7])
        agree(code, report, seen)
        assert {layer for layer, state in report["layers"].items() if state == "no"} <= {"own_user", "landlock"}
        assert all(report["attempts"].values())

    @often
    @needs_landlock
    def test_root_in_a_container(self):
        """Root with a container's capabilities, under its filter, is held by Landlock."""
        code, report, seen = told(deny=CONTAINER, drop=ROOT_IN_CONTAINER)
        agree(code, report, seen)
        assert (code, report["level"], report["layers"]["own_user"]) == (0, "sandbox", "no")
        assert all(report["attempts"].values())


class TestTooWeak:
    """Machines that do not reach it; the missing layer is named, with what to do."""

    @pytest.mark.parametrize(
        "deny",
        [pytest.param({**NO_LANDLOCK, **NO_USERS}, marks=often), {**OLD_PROFILE, **CONTAINER}],
        ids=["old", "container"],
    )
    def test_no_files(self, deny):
        """Neither a file tree nor Landlock: files are in reach."""
        code, report, seen = told(deny=deny, user=USER)
        assert (code, report["level"], seen["auto"]) == (1, "process", "process")
        assert list(report["missing"]) == ["files"]
        assert "boot with Landlock" in seen["refused"]
        assert not report["attempts"]["read a file of the host"]

    @often
    def test_no_filter(self):
        """A kernel without system call filters."""
        code, report, seen = told(deny=NO_FILTER, user=USER)
        assert (code, report["level"], seen["auto"]) == (1, "process", "process")
        assert (list(report["missing"]), report["layers"]["seccomp"]) == (["seccomp"], "no")
        assert "no seccomp: run on Linux, x86-64 or arm64" in seen["refused"]
        assert not report["attempts"]["open a socket"]
