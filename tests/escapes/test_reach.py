"""Every attack reaches its target where its layer is off: no typing error passes for a defence."""

import sys

import pytest
from escapes.sample import sampled

from codenode.escapes.attack import CORPUS, attacks, read
from codenode.escapes.held import freed
from codenode.escapes.proof import is_here, is_provable, proofs

ALL = [attack for attack in sampled(attacks()) if is_here(attack)]
PROVABLE = [attack for attack in ALL if is_provable(attack)]
FREED = [attack for attack in ALL if attack.switch == "no jail"]
HEADER = "# expect: raises\n# class: dynamic code\n# layer: guards\n# source: ours\n# reach: {}\n"


@pytest.fixture(scope="module")
def said():
    """What all provable attacks came to."""
    return proofs(PROVABLE)


@pytest.fixture(scope="module")
def free():
    """What the attacks on the system came to in workers that nothing holds."""
    return freed(FREED)


class TestReach:
    @pytest.mark.parametrize("attack", PROVABLE, ids=lambda attack: attack.id)
    def test_proved(self, said, attack):
        """Without the layer that stops it, it gets through."""
        assert said[attack.id] == "reached"

    @pytest.mark.skipif(sys.platform != "linux", reason="the jail is made of Linux")
    @pytest.mark.parametrize("attack", FREED, ids=lambda attack: attack.id)
    def test_without_jail(self, free, attack):
        """Without the jail it gets through, or this machine does not have the thing."""
        verdict, told = free[attack.id]
        if verdict == "held":
            pytest.skip(told)
        assert verdict == "got through", told


class TestProver:
    def written(self, tmp_path, body, reach="plain"):
        """Return an attack from a file of its own."""
        path = tmp_path / "language" / "planted.attack"
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEADER.format(reach) + body)
        return read(path)

    @pytest.mark.parametrize(
        ("body", "seen"),
        [("reachd(1)", "NameError"), ("1 / 0", "ZeroDivisionError"), ("pass", "ended"), ("import os; os._exit(0)", "")],
    )
    def test_typing_error(self, tmp_path, body, seen):
        """An attack that ends by an error of its own, or by nothing, is not proved."""
        attack = self.written(tmp_path, body)
        said = proofs([attack])[attack.id]
        assert said != "reached"
        assert seen in said

    def test_event_of_something_else(self, tmp_path):
        """Only the event that is named counts."""
        attack = self.written(tmp_path, "import os; os.listdir('.')", "event subprocess.Popen")
        assert proofs([attack])[attack.id] == "ended"

    def test_nothing_is_left(self, tmp_path):
        """What an attack writes goes with the folder it ran in."""
        attack = self.written(
            tmp_path, f"import os; open('x', 'w'); reached(os.symlink(os.getcwd(), {str(tmp_path / 'at')!r}))"
        )
        assert proofs([attack])[attack.id] == "reached"
        assert not (tmp_path / "at").exists()

    def test_markers_are_untouched(self, said):
        """What attacks read is as it was."""
        assert said
        assert (CORPUS.parent / "markers" / "numbers.csv").read_text() == "a,b\n1,2\n3,4\n"
