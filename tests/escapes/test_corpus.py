"""Every attack on the language ends in a refusal, an exception, or harmlessly; every header says what it must."""

import builtins
from collections import Counter

import pytest

from codenode.escapes.attack import CLASSES, CORPUS, GROUPS, attacks, read
from codenode.escapes.stand_ins import OUTSIDE, SECRETS, USER, tool
from codenode.worker.policy.compiler import Refusal, compile_action
from codenode.worker.policy.room import Room

# An attack that stops half-way leaves coroutines behind.
pytestmark = [pytest.mark.usefixtures("swept"), pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning")]
ALL = attacks()
# Without the kernel, whose own attacks are run in workers only (test_held.py).
LANGUAGE = [attack for attack in ALL if attack.group == "language" and "kernel" not in attack.layers]


class Reached(BaseException):
    """An attack succeeded; no `except Exception` may hide that."""


def reached(value=None):
    """Fail: an attack calls this when it has succeeded."""
    raise Reached(type(value).__name__)


@pytest.fixture
def room(monkeypatch):
    """Return a room with the stand-ins; what libraries evaluate finds `reached`, too."""
    monkeypatch.setattr(builtins, "reached", reached, raising=False)
    offered = {"tool": tool, "reached": reached, "print": print, "outside": OUTSIDE}
    made = Room(builtins=offered, warn=print)
    made.run(compile_action(USER, "<user>"))
    return made


def outcome(room, attack):
    """Run one attack; say how it ended."""
    try:
        room.run(compile_action(attack.source, attack.name))
    except Refusal:
        return "refused"
    except NameError as error:
        return "raises NameError" if type(error) is NameError else "raises"
    except Exception:  # noqa: BLE001 - any error of the code will do
        return "raises"
    return "harmless"


@pytest.mark.parametrize("attack", LANGUAGE, ids=lambda attack: attack.name)
class TestLanguage:
    def test_expected(self, room, attack):
        """It ends as its header says, and not by a name that is missing."""
        assert outcome(room, attack) == attack.expect

    def test_untouched(self, room, attack):
        """Whatever it did, the tool and the room are as before."""
        outcome(room, attack)
        assert (tool.__dict__, tool.__name__) == (SECRETS, "tool")
        assert room.run(compile_action("1 + 1", "<after>")) == 2


class TestHeaders:
    @pytest.mark.parametrize("attack", ALL, ids=lambda attack: attack.id)
    def test_complete(self, attack):
        """The header has every field, in order; a cookie of the encoding may stand before it."""
        lines = attack.path.read_bytes().decode(errors="replace").split("\n")
        fields = [line.removeprefix("# ").partition(":")[0] for line in lines if line.startswith("# ")]
        wanted = ["expect", "class", "layer", "source", "reach"] + ["needs"] * bool(attack.needs)
        assert fields[fields[0] != "expect" :][: len(wanted)] == wanted

    @pytest.mark.parametrize("attack", LANGUAGE, ids=lambda attack: attack.name)
    def test_refused_by_the_transformer(self, attack):
        """What is refused before it runs, the transformer refuses."""
        assert attack.expect != "refused" or attack.layers == ("transformer",)

    @pytest.mark.parametrize("field", ["expect", "class", "layer", "source", "reach"])
    def test_wrong_value(self, tmp_path, field):
        """A value that is in no list is an error that names the file and the field."""
        good = {"expect": "raises", "class": "time bombs", "layer": "guards", "source": "ours", "reach": "plain"}
        path = tmp_path / "wrong.attack"
        path.write_text("".join(f"# {name}: {value}\n" for name, value in {**good, field: "nonsense"}.items()))
        with pytest.raises(ValueError, match=f"wrong.attack: {field}.*nonsense"):
            read(path)

    def test_missing_field(self, tmp_path):
        """A header without a field is an error that names it."""
        (tmp_path / "short.attack").write_text("# expect: raises\n1\n")
        with pytest.raises(ValueError, match="lacks class, layer, source, reach"):
            read(tmp_path / "short.attack")


class TestSize:
    def test_only_grows(self):
        """There are hundreds of attacks that can be shown to reach something, and some in every class."""
        counted = Counter(attack.kind for attack in ALL if attack.switch != "none")
        assert set(counted) == set(CLASSES)
        assert counted.total() >= 600

    def test_every_file_is_an_attack(self):
        """No file of the corpus is left out by its name or its place."""
        files = {path for path in CORPUS.rglob("*") if path.is_file()}
        assert files == {attack.path for attack in ALL}
        assert {path.parent.name for path in files} == set(GROUPS)

    def test_few_without_proof(self):
        """Attacks that cannot be shown to reach anything are few."""
        assert sum(attack.switch == "none" for attack in ALL) <= 30
