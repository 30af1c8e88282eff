"""Streams that no worker of ours wrote: the language layer holds for what they make, too."""

import pickle
import tempfile

import pytest

from codenode import open_session
from codenode.worker.chance import Chance
from codenode.worker.policy.compiler import Refusal
from codenode.worker.policy.imports import Trust
from codenode.worker.policy.room import Room
from codenode.worker.reads import Reads
from codenode.worker.snapshot.codes import Codes
from codenode.worker.snapshot.keeper import Keeper
from codenode.worker.snapshot.loading import Loading
from codenode.worker.snapshot.making import Making, Refused
from codenode.worker.snapshot.parts import plain_of
from codenode.worker.snapshot.scratch import put_back
from codenode.worker.sources import Sources

MAKING = "codenode.worker.snapshot.making"


@pytest.fixture
def keeper():
    """The keeper of an empty room."""
    room = Room(builtins={"print": print}, tools={"tool": lambda: None}, imports=["numpy"], warn=lambda _: None)
    return Keeper(
        room,
        codes=Codes(),
        sources=Sources(),
        reads=Reads(),
        chance=Chance(0),
        folder=tempfile.gettempdir(),
        given={},
        trust=Trust(),
    )


@pytest.fixture
def load(keeper):
    """Load a stream as the keeper does."""
    return lambda stream: Making(stream, [], keeper._book, keeper._room).load()


def name(module, attribute):
    """Return the opcodes that look a name up."""
    return (
        pickle.SHORT_BINUNICODE
        + bytes([len(module)])
        + module.encode()
        + pickle.SHORT_BINUNICODE
        + bytes([len(attribute)])
        + attribute.encode()
        + pickle.STACK_GLOBAL
    )


def call(method, *arguments):
    """Return a stream that calls a maker with plain data, or with what other opcodes leave."""
    body = b"".join(given if isinstance(given, Ops) else plain(given) for given in arguments)
    return (
        pickle.PROTO
        + b"\x04"
        + name(MAKING, f"Making.{method}")
        + pickle.MARK
        + body
        + pickle.TUPLE
        + pickle.REDUCE
        + pickle.STOP
    )


class Ops(bytes):
    """Opcodes, not data."""


def plain(value):
    """Return the opcodes of plain data, without a frame around them."""
    return pickle.dumps(value, 2)[2:-1]


NAMES = [
    ("os", "system"),
    ("posix", "system"),
    ("builtins", "eval"),
    ("builtins", "exec"),
    ("builtins", "compile"),
    ("builtins", "open"),
    ("builtins", "__import__"),
    ("builtins", "__build_class__"),
    ("builtins", "globals"),
    ("builtins", "object.__subclasses__"),
    ("subprocess", "Popen"),
    ("importlib", "import_module"),
    ("operator", "__dict__"),
    ("math", "__loader__"),
    ("types", "FunctionType.__call__"),
    ("types", "CodeType"),
    ("marshal", "loads"),
    ("pickle", "loads"),
    ("_pickle", "loads"),
    ("copyreg", "add_extension"),
    ("numpy", "memmap"),
    ("numpy", "fromfile"),
    ("numpy", "ctypeslib"),
    ("numpy.core", "os"),
    ("pandas", "read_pickle"),
    ("codenode.worker.policy.guards", "Guards"),
    ("codenode.worker.kernel", "sys"),
    (MAKING, "Unpickler"),
    (MAKING, "types"),
    (MAKING, "Making"),
    (MAKING, "Making.__init__"),
    (MAKING, "Making.find_class"),
    (MAKING, "Making.load"),
    (MAKING, "Making._room"),
    (MAKING, "Making._check_own"),
    (MAKING, "Making.named.__globals__"),
]


class TestNames:
    @pytest.mark.parametrize(("module", "attribute"), NAMES, ids=[".".join(pair) for pair in NAMES])
    def test_is_not_to_be_had(self, load, module, attribute):
        """A name that neither facades nor builtins of the room show is refused."""
        with pytest.raises((Refused, LookupError)):
            load(pickle.PROTO + b"\x04" + name(module, attribute) + pickle.STOP)

    @pytest.mark.parametrize(
        ("module", "attribute"),
        [("", "__import__"), ("", "eval"), ("os", "path"), ("math", "__spec__"), ("codenode", "open_session")],
    )
    def test_nor_as_data(self, load, module, attribute):
        """So it is where it comes as text."""
        with pytest.raises((Refused, LookupError)):
            load(call("named", module, attribute))

    def test_guarded_builtins(self, load, keeper):
        """`getattr` and `type` are the room's."""
        assert load(call("named", "", "getattr")) == keeper._room.guards.load
        assert load(pickle.PROTO + b"\x04" + name("builtins", "type") + pickle.STOP) is not type

    def test_real_modules(self, load):
        """A module is a facade, never the real one."""
        assert not hasattr(load(call("module", "json")), "decoder")
        with pytest.raises(LookupError):
            load(call("module", "sys"))

    def test_methods_are_guarded(self, load):
        """A method is looked up as the code would."""
        for attribute in ("__subclasses__", "__class__.__base__", "__reduce_ex__", "__globals__", "gi_frame"):
            with pytest.raises(AttributeError):
                load(call("method", (), attribute))


class TestFunctions:
    @pytest.mark.parametrize(
        "source",
        [
            "def f(): return ().__class__.__subclasses__()",
            "def f(g): return g.gi_frame",
            "import os.path as _x, __main__\ndef f(): pass",
        ],
    )
    def test_source_is_under_the_policy(self, keeper, load, source):
        """A function is compiled anew: what the policy refuses does not come in by a snapshot."""
        keeper._codes.texts["<action 1>"] = source
        with pytest.raises(Refusal):
            load(call("function", "<action 1>", (0,), ()))

    @pytest.mark.parametrize("path", [(), (99,), (-1,), (0, 0, 0), ("a",)])
    def test_no_such_place(self, keeper, load, path):
        """A path that leads to no function is refused."""
        keeper._codes.texts["<action 1>"] = "def f(): return 1"
        with pytest.raises((ValueError, TypeError)):
            load(call("function", "<action 1>", path, ()))

    def test_no_bytecode(self, load):
        """There is no source, there is no function."""
        with pytest.raises(ValueError, match="source of a function is missing"):
            load(call("function", "<action 9>", (0,), ()))

    def test_only_functions_of_the_code_are_dressed(self, load):
        """Defaults of a tool, or of a function of ours, are not to be changed."""
        with pytest.raises(Refused, match="not the code's own"):
            load(call("dress", plain_call("named", "", "tool"), {"__defaults__": (1,)}))


def plain_call(method, *arguments):
    """Return the opcodes of a call inside another one."""
    return Ops(call(method, *arguments)[2:-1])


class TestClasses:
    @pytest.mark.parametrize("base", [("", "tool"), ("", "getattr"), ("", "type")])
    def test_bases(self, load, base):
        """A class inherits from what the policy allows."""
        bases = Ops(pickle.MARK + plain_call("named", *base) + pickle.TUPLE)
        with pytest.raises((Refused, TypeError)):
            load(call("build", 1, "class", "A", bases, None, True))

    @pytest.mark.parametrize(
        "attribute",
        [
            "__reduce__",
            "__reduce_ex__",
            "__getattr__",
            "__getattribute__",
            "__del__",
            "__class__",
            "__index__",
            "__setstate__",
            "__deepcopy__",
            5,
        ],
    )
    def test_attributes(self, load, attribute):
        """A class has no method that code could not define."""
        load(call("build", 1, "class", "A", Ops(pickle.MARK + pickle.TUPLE), None, True))
        with pytest.raises(Refused):
            load(call("finish", 1, {"attributes": {attribute: None}}))

    def test_new_is_guarded(self, load):
        """A `__new__` is the guarded one."""
        load(call("build", 1, "class", "A", Ops(pickle.MARK + pickle.TUPLE), None, True))
        with pytest.raises(Refused, match="guarded"):
            load(call("finish", 1, {"attributes": {"__new__": None}}))

    @pytest.mark.parametrize("field", ["x=print('out')", "__class__", "a b"])
    def test_fields_of_a_data_class(self, load, field):
        """What becomes text in the code that the library generates is a plain name."""
        load(call("build", 1, "class", "A", Ops(pickle.MARK + pickle.TUPLE), None, True))
        told = {"attributes": {"__annotations__": {field: "int"}}, "dataclass": ({}, [])}
        with pytest.raises((Refused, TypeError)):
            load(call("finish", 1, told))

    def test_a_class_is_made_once(self, load):
        """A number is of one class."""
        stream = call("build", 1, "class", "A", Ops(pickle.MARK + pickle.TUPLE), None, True)
        load(stream)
        with pytest.raises(Refused):
            load(stream)

    @pytest.mark.parametrize("method", ["new", "fill"])
    def test_instances_of_libraries(self, load, method):
        """Objects of other classes are not made or filled this way."""
        with pytest.raises((Refused, TypeError)):
            load(
                call(method, plain_call("named", "", "ValueError"), plain_call("named", "", "object"), None)
                if method == "new"
                else call("fill", plain_call("named", "", "getattr"), ({}, None))
            )

    @pytest.mark.parametrize("slot", ["__dict__", "__class__", 5])
    def test_slots(self, load, slot):
        """Slots are plain names."""
        with pytest.raises(Refused):
            load(call("build", 1, "class", "A", Ops(pickle.MARK + pickle.TUPLE), (slot,), True))


class TestParts:
    def test_the_outer_layer_is_plain(self):
        """What holds the groups names nothing at all."""
        with pytest.raises(ValueError, match="names no classes"):
            plain_of(pickle.dumps(pytest.raises))

    def test_a_bad_group_takes_no_other_with_it(self, keeper):
        """Each group is made for itself."""
        loading = Loading(keeper._book, keeper._room)
        bad = pickle.PROTO + b"\x04" + name("os", "system") + pickle.STOP
        entries = {"a": (("v:a",), bad, ()), "b": (("v:b",), pickle.dumps(5), ())}
        assert loading.values(entries) == {"b": 5}
        assert list(loading.unmade) == ["a"]

    @pytest.mark.parametrize("file", ["", ".", "..", "../x", "/etc/x", "a/b", "a\0b"])
    def test_files_stay_in_their_folder(self, tmp_path, file):
        """A file of a snapshot has a plain name."""
        with pytest.raises(ValueError, match="no file name"):
            put_back(str(tmp_path), file, b"x", Trust())

    def test_links_are_not_followed(self, tmp_path):
        """Nor does it go through a link."""
        (tmp_path / "s").mkdir()
        (tmp_path / "s" / "link").symlink_to(tmp_path / "target")
        with pytest.raises(OSError, match=r"."):
            put_back(str(tmp_path / "s"), "link", b"x", Trust())
        assert not (tmp_path / "target").exists()

    def test_names_of_the_room(self, keeper):
        """A variable cannot stand where a guard stands."""
        parts, _ = keeper.save(1 << 20)
        forged = [
            (
                "group",
                "d",
                pickle.dumps(
                    [
                        (("v:<read>",), pickle.dumps(1), ()),
                        (("v:__builtins__",), pickle.dumps(1), ()),
                        (("index",), b'{"names": ["<read>", "__builtins__"], "imports": ["os"], "floor": {}}', ()),
                    ]
                ),
            )
        ]
        assert parts.size
        keeper.restore(forged)
        keeper._room.check()


ATTEMPTS = {
    "open": "def f(): return open('/etc/passwd').read()",
    "a module behind a facade": "import numpy as np\ndef f(): return np.os.getcwd()",
    "a module behind a json": "import json\ndef f(): return json.decoder.re",
    "getattr": "g = getattr\ndef f(): return g(f, '__globals__')",
    "an import": "def f():\n    import os\n    return os",
    "a format": "t = '{0.__globals__}'\ndef f(): return t.format(f)",
    "a subclass hook": "class A: pass\na = A()\ndef f(): return getattr(A, '__subclasses__')()",
    "a store into a library": "import json\ndef f(): json.dumps = 1",
    "eval": "def f(): return eval('1')",
    "a bound method's function": "x = [].append\ndef f(): return getattr(x, '__self__')",
}


class TestRoom:
    @pytest.mark.parametrize("source", ATTEMPTS.values(), ids=ATTEMPTS)
    def test_restored_functions_are_where_they_were(self, tmp_path, source):
        """What a function could not reach before, it cannot reach after a restore; the answer is the same."""
        with open_session(snapshots=str(tmp_path), thread="t", imports=["numpy"]) as session:
            session.run(source)
            before = session.run("f()")
            session.restore(session.save())
            after = session.run("f()")
        assert before["status"] == "error"
        assert (after["status"], after["fault"]["message"]) == ("error", before["fault"]["message"])
