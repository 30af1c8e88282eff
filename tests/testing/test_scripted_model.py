"""The scripted model is a chat model like any other."""

import pytest

from codenode.testing import ScriptedModel


class TestScriptedModel:
    def test_replies_in_order(self):
        """Texts, functions of the prompt and exceptions are played in order; then the script is over."""
        model = ScriptedModel(["a", lambda prompt: prompt[-1].content.upper(), ValueError("no")])
        assert [model.invoke("x").content, model.invoke("y").content] == ["a", "Y"]
        with pytest.raises(ValueError, match="no"):
            model.invoke("z")
        with pytest.raises(IndexError, match="3 replies"):
            model.invoke("z")

    def test_rule(self):
        """A function in the place of the script answers every prompt."""
        model = ScriptedModel(lambda prompt: prompt[-1].text.upper())
        assert [model.invoke(said).text for said in "ab"] == ["A", "B"]

    def test_stream(self):
        """It streams in pieces that join to the reply, with the usage at the end."""
        chunks = list(ScriptedModel(["one two  three\n"]).stream("a b"))
        whole = sum(chunks[1:], chunks[0])
        assert (whole.content, len(chunks) > 3) == ("one two  three\n", True)
        assert (whole.usage_metadata["input_tokens"], whole.usage_metadata["output_tokens"]) == (2, 3)

    async def test_async(self):
        """The async forms play the same script."""
        model = ScriptedModel(["a b", "c"])
        assert "".join([chunk.content async for chunk in model.astream("x")]) == "a b"
        assert (await model.ainvoke("x")).content == "c"

    def test_stop(self):
        """It stops where a real model would."""
        model = ScriptedModel(["code\nObservation: made up"])
        assert model.invoke("x", stop=["Observation:"]).content == "code\n"
        assert model.options[0]["stop"] == ["Observation:"]
