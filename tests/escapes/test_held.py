"""Every attack is held by a real worker, as `executor="auto"` starts it on this machine."""

import pytest
from escapes.sample import sampled

from codenode.escapes.attack import attacks, read
from codenode.escapes.held import outcome, outcomes, workers

ALL = sampled(attacks())
ENDS = {"rejected": "refused", "error": "raises", "limit": "raises", "ok": "harmless"}
HEADER = "# expect: {}\n# class: dynamic code\n# layer: guards\n# source: ours\n# reach: plain\n"


@pytest.fixture(scope="module")
def by():
    """The executors."""
    with workers() as made:
        yield made


@pytest.fixture(scope="module")
def seen(by):
    """What came of every attack."""
    return dict(zip((attack.id for attack in ALL), outcomes(ALL, by), strict=True))


class TestHeld:
    @pytest.mark.parametrize("attack", ALL, ids=lambda attack: attack.id)
    def test_held(self, seen, attack):
        """It does not get through, and it does not end by an error of its own."""
        verdict, told = seen[attack.id]
        if verdict == "skipped":
            pytest.skip(told)
        assert verdict == "held", told
        if attack.group in {"language", "libraries"}:
            assert ENDS[told.partition(":")[0]] == attack.expect.removesuffix(" NameError")


class TestJudges:
    """The judges know an attack that succeeds when they see one."""

    def planted(self, tmp_path, group, body, expect="raises"):
        """Return an attack from a file of its own."""
        path = tmp_path / group / "planted.attack"
        path.parent.mkdir()
        path.write_text(HEADER.format(expect) + body)
        return read(path)

    @pytest.mark.parametrize(
        ("group", "body", "verdict"),
        [
            ("language", "reached(1)", "got through"),
            ("language", "try:\n    reached(1)\nfinally:\n    raise ValueError", "got through"),
            ("language", "nobody_has_this_name", "unclear"),
            ("language", "1 / 0", "held"),
            ("exhaustion", "x = 1", "got through"),
            ("exhaustion", "nobody_has_this_name", "unclear"),
            ("protocol", "nobody_has_this_name", "unclear"),
            ("system", "print('GOT')", "got through"),
            ("system", "nobody_has_this_name", "unclear"),
            ("system", "raise PermissionError", "held"),
        ],
    )
    def test_verdict(self, by, tmp_path, group, body, verdict):
        """A success is a success, a typing error is no defence."""
        attack = self.planted(tmp_path, group, body)
        if group in {"protocol", "system"} and not by.is_jailed:
            pytest.skip("there is no jail here")
        assert outcome(attack, by)[0] == verdict
