"""What is no JSON in a final answer comes as a file beside it, whole, and never looked into by the host."""

import base64
import hashlib
import io
import json

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from sample import asked, block

from codenode import Budget, Limits, create_code_agent, open_session, read_artifacts
from codenode.executors.artifacts import artifacts, referring
from codenode.testing import ScriptedModel
from codenode.worker.frames import FrameError

CONFIG = {"configurable": {"thread_id": "t"}}


def answered(source, *imports, **limits):
    """Return the observation of an answer."""
    with open_session(imports=imports, limits=Limits(**limits)) as session:
        return session.run(source)


def data(artifact):
    """Return an artifact's bytes."""
    return base64.b64decode(artifact["base64"])


def agent(source, *imports, **settings):
    """Return an agent that answers with one block."""
    return create_code_agent(ScriptedModel([block(source)] * 9), imports=imports, **settings)


class TestBytes:
    async def test_reference(self):
        """Bytes stand in the answer as a reference; the message describes them, and the result has them."""
        for host in ("sync", "async"):
            made = agent("final_answer(b'\\x00abc')")
            result = made.invoke(asked()) if host == "sync" else await made.ainvoke(asked())
            digest = hashlib.sha256(b"\x00abc").hexdigest()
            reference = {"mime_type": "application/octet-stream", "size": 4, "sha256": digest}
            assert result["structured_response"] == {"artifact": "answer.bin", **reference}
            message = result["messages"][-1]
            assert message.text == "b'\\x00abc'\n[answer.bin: application/octet-stream, 4 bytes]"
            (file,) = message.response_metadata["codenode"]["artifacts"]
            told = {"name": "answer.bin", **reference, "type": "bytes", "preview": "b'\\x00abc'", "kept": False}
            assert file == told
            assert read_artifacts(result) == {"answer.bin": b"\x00abc"}

    def test_among_other_data(self):
        """Within a dict or a list each is a file of its own, named after its place; the rest is data."""
        seen = answered("final_answer({'../key': b'1', 'n': 2, 'list': [1]})")
        assert seen["value"]["n"] == 2
        assert seen["value"]["../key"]["artifact"] == "___key.bin"
        seen = answered("final_answer([b'1', b'2', 3])")
        assert [one["name"] for one in seen["artifacts"]] == ["answer_0.bin", "answer_1.bin"]

    def test_names_are_their_own(self):
        """Two keys that make one name make two."""
        seen = answered("final_answer({'a/b': b'1', 'a b': b'2'})")
        assert [one["name"] for one in seen["artifacts"]] == ["a_b.bin", "a_b_2.bin"]

    @pytest.mark.parametrize(
        ("source", "answer"),
        [
            ("{3, 1}", [1, 3]),
            ("__import__('datetime').date(2026, 1, 2)", None),
            ("(1, 2)", [1, 2]),
            ("'text'", "text"),
        ],
        ids=str,
    )
    def test_data_stays_data(self, source, answer):
        """What has a form in JSON needs no file."""
        if answer is None:
            source, answer = "date(2026, 1, 2)", "2026-01-02"
        seen = answered(f"from datetime import date\nfinal_answer({source})")
        assert (seen["value"], seen.get("artifacts")) == (answer, None)

    def test_data_classes(self):
        """Decimals and data classes have one, too."""
        source = "from dataclasses import dataclass\nfrom decimal import Decimal\n@dataclass\nclass P:\n    x: int\n    y: Decimal\n"
        assert answered(source + "final_answer(P(1, Decimal('2.50')))")["value"] == {"x": 1, "y": "2.50"}


class TestCeiling:
    def test_too_large(self):
        """Files over the ceiling are refused, and the model told what to do."""
        seen = answered("final_answer(bytes(1_001))", artifact_bytes=1_000)
        assert seen["status"] == "limit"
        assert "limit artifact_bytes: 1,000" in seen["fault"]["message"]
        assert "answer with a part, a summary" in seen["fault"]["message"]

    def test_all_together(self):
        """The ceiling is for all files of an answer."""
        assert answered("final_answer([bytes(600), bytes(600)])", artifact_bytes=1_000)["status"] == "limit"

    def test_too_many(self):
        """So is their number."""
        assert "over 8" in answered("final_answer([b'x'] * 9)")["fault"]["message"]

    def test_model_may_try_again(self):
        """A refused answer is an observation; the next one is taken."""
        replies = [block("final_answer(bytes(2_000_000))"), block("final_answer('too long to give')")]
        made = create_code_agent(ScriptedModel(replies))
        assert made.invoke(asked())["structured_response"] == "too long to give"

    def test_refused_by_the_form(self):
        """An answer that is not of its form leaves no files."""
        made = agent("final_answer(b'x')", response_format=int, budget=Budget(steps=1), checkpointer=InMemorySaver())
        result = made.invoke(asked(), CONFIG)
        assert "artifacts" not in result["messages"][-1].response_metadata["codenode"]
        assert "artifacts" not in made.get_state(CONFIG).values["steps"][0]["observation"]


class TestTables:
    @pytest.fixture(autouse=True)
    def _pandas(self):
        self.pandas = pytest.importorskip("pandas")

    def test_small(self):
        """A table is its records as data, and CSV with the types of its columns."""
        seen = answered("import pandas as pd\nfinal_answer(pd.DataFrame({'a': [1, 2], 'b': [0.5, 2]}))", "pandas")
        assert seen["value"] == [{"a": 1, "b": 0.5}, {"a": 2, "b": 2.0}]
        (file,) = seen["artifacts"]
        assert (file["name"], file["mime_type"], file["text"]) == ("answer.csv", "text/csv", "2x2")
        assert file["dtypes"] == {"a": "int64", "b": "float64"}
        assert self.pandas.read_csv(io.BytesIO(data(file))).to_dict("list") == {"a": [1, 2], "b": [0.5, 2.0]}

    def test_large(self):
        """One that is too long as data is a reference with its head as preview."""
        source = "import pandas as pd\nfinal_answer(pd.DataFrame({'number': range(10_000)}))"
        result = agent(source, "pandas").invoke(asked())
        assert result["structured_response"]["artifact"] == "answer.csv"
        assert "[10000 rows x 1 columns]" in result["messages"][-1].text
        (file,) = result["messages"][-1].response_metadata["codenode"]["artifacts"]
        assert (file["type"], file["text"]) == ("DataFrame", "10000x1")
        assert len(file["preview"]) <= 350
        assert len(self.pandas.read_csv(io.BytesIO(read_artifacts(result)["answer.csv"]))) == 10_000

    def test_as_asked_for(self):
        """An agent with a form for its answers gets the data it asks for, however long."""
        source = "import pandas as pd\nfinal_answer(pd.DataFrame({'number': range(10_000)}))"
        made = agent(source, "pandas", response_format=list[dict[str, int]])
        assert made.invoke(asked())["structured_response"][9_999] == {"number": 9_999}

    def test_dates(self):
        """One whose cells have no form in JSON is a reference, too; its index goes with it."""
        source = "import pandas as pd\nfinal_answer({'t': pd.Series([1.5], index=pd.to_datetime(['2026-01-02']))})"
        seen = answered(source, "pandas")
        assert data(seen["artifacts"][0]) == b",0\n2026-01-02,1.5\n"

    def test_own_class(self):
        """A class that the code made of it writes nothing of its own."""
        source = (
            "import pandas as pd\nclass Sly(pd.DataFrame):\n    def to_csv(self, *a, **k): return 'sly'\n"
            "final_answer(Sly({'a': [1]}))"
        )
        seen = answered(source, "pandas")
        assert seen["status"] != "final" or data(seen["artifacts"][0]) == b"a\n1\n"


class TestArrays:
    def test_array(self):
        """An array is lists as data, and a `.npy` file."""
        numpy = pytest.importorskip("numpy")
        seen = answered("import numpy as np\nfinal_answer(np.arange(6.0).reshape(2, 3))", "numpy")
        assert seen["value"] == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
        (file,) = seen["artifacts"]
        assert (file["name"], file["text"]) == ("answer.npy", "2x3 float64")
        assert (numpy.load(io.BytesIO(data(file)), allow_pickle=False) == numpy.arange(6.0).reshape(2, 3)).all()

    def test_not_a_number(self):
        """One with what JSON lacks is a reference."""
        pytest.importorskip("numpy")
        seen = answered("import numpy as np\nfinal_answer(np.array([1, np.nan]))", "numpy")
        assert seen["value"]["artifact"] == "answer.npy"

    def test_objects(self):
        """One of objects would have to be pickled: it is no file."""
        pytest.importorskip("numpy")
        seen = answered("import numpy as np\nfinal_answer(np.array([1, 'a'], dtype=object))", "numpy")
        assert "artifacts" not in seen


class TestPictures:
    def test_figure(self):
        """A figure is a PNG."""
        pytest.importorskip("matplotlib")
        source = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2])\nfinal_answer({'chart': fig, 'n': 1})"
        seen = answered(source, "matplotlib")
        assert seen["value"] == {
            "chart": {
                "artifact": "chart.png",
                "mime_type": "image/png",
                "size": len(data(seen["artifacts"][0])),
                "sha256": seen["artifacts"][0]["sha256"],
            },
            "n": 1,
        }
        assert seen["artifacts"][0]["type"] == "Figure"
        assert data(seen["artifacts"][0]).startswith(b"\x89PNG")
        assert seen["artifacts"][0]["text"] == "640x480"

    def test_image(self):
        """So is an image."""
        pytest.importorskip("PIL")
        seen = answered("from PIL import Image\nfinal_answer(Image.new('RGB', (3, 4)))", "PIL")
        assert (seen["value"]["artifact"], seen["artifacts"][0]["text"]) == ("answer.png", "3x4")


class TestInGraphs:
    def test_next_turn_is_not_flooded(self):
        """The file is not in what the model is shown at the next turn."""
        model = ScriptedModel([block("final_answer(bytes(100_000))"), "Yes."])
        made = create_code_agent(model, checkpointer=InMemorySaver())
        made.invoke(asked(), CONFIG)
        made.invoke(asked("Was it long?"), CONFIG)
        assert sum(len(str(message.content)) for message in model.prompts[1]) < 20_000

    @pytest.mark.parametrize(
        ("source", "answer"),
        [("b'abc'", b"abc"), ("{'file': b'abc', 'n': 1}", {"file": b"abc", "n": 1}), ("[b'1', 2]", [b"1", 2])],
        ids=["alone", "dict", "list"],
    )
    def test_to_an_agent_that_asked(self, source, answer):
        """An agent that calls another gets the bytes, not a reference to what it could not reach."""
        clerk = agent(f"final_answer({source})").as_tool(name="clerk", description="Gives a file.")
        made = create_code_agent(ScriptedModel([block(f"final_answer(clerk('go') == {answer!r})")]), [clerk])
        assert made.invoke(asked())["structured_response"] is True

    def test_plain(self):
        """All of it is plain JSON."""
        result = agent("final_answer(b'abc')").invoke(asked())
        assert json.loads(json.dumps(result["structured_response"])) == result["structured_response"]
        for told in (result["messages"][-1].response_metadata, result["artifacts"]):
            assert json.loads(json.dumps(told)) == told


FILE = {"name": "a.bin", "mime": "application/octet-stream", "data": base64.b64encode(b"abc").decode()}


class TestHostileWorker:
    def test_taken(self):
        """What was agreed is taken; sizes and digests are counted here, in the answer's references, too."""
        (file,) = artifacts([{**FILE, "size": 10**9, "sha256": "0" * 64, "kept": True, "preview": "\ud800"}], 3)
        assert (file["size"], file["sha256"], file["preview"]) == (3, hashlib.sha256(b"abc").hexdigest(), "?")
        assert "kept" not in file
        lie = {"artifact": "a.bin", "size": 10**9, "sha256": "0" * 64, "more": 1}
        true = {
            "artifact": "a.bin",
            "mime_type": "application/octet-stream",
            "size": 3,
            "sha256": file["sha256"],
        }
        assert referring({"x": lie, "y": [1]}, [file]) == {"x": true, "y": [1]}
        assert (referring(lie, [file]), referring([lie, "a.bin"], [file])) == (true, [true, "a.bin"])

    @pytest.mark.parametrize(
        "found",
        [
            None,
            [],
            {},
            [FILE] * 9,
            [FILE] * 2,
            ["x"],
            [{**FILE, "name": "../a.bin"}],
            [{**FILE, "name": "a.bin\n"}],
            [{**FILE, "name": 5}],
            [{**FILE, "mime": "text/html"}],
            [{**FILE, "mime": []}],
            [{**FILE, "mime": "image/png"}],
            [{**FILE, "data": "!!!!"}],
            [{**FILE, "data": b"abc"}],
            [{**FILE, "data": "A" * 10_000}],
            [{**FILE, "name": f"{letter}.bin", "data": base64.b64encode(bytes(70)).decode()} for letter in "ab"],
            [{**FILE, "text": "x" * 1_000}],
            [{**FILE, "type": 5}],
            [{**FILE, "preview": "x" * 1_000}],
            [{**FILE, "dtypes": ["x"]}],
            [{**FILE, "dtypes": {"x": 5}}],
            [{**FILE, "dtypes": {str(n): "x" for n in range(101)}}],
        ],
        ids=lambda found: str(found)[:60],
    )
    def test_refused(self, found):
        """Anything else is a broken protocol."""
        with pytest.raises(FrameError):
            artifacts(found, 100)
