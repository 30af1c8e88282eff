"""Which chat model does a name mean?"""

import importlib.util
from pathlib import Path

import pytest
from langchain_core.language_models import FakeListChatModel

from codenode.errors import ConfigurationError, MissingExtra, ModelFileError
from codenode.models.extras import load
from codenode.models.resolve import chat_model

client = pytest.mark.skipif(
    importlib.util.find_spec("langchain_openai") is None, reason="the extra 'openai' is not installed"
)
alone = pytest.mark.skipif(importlib.util.find_spec("langchain") is not None, reason="langchain is installed")


class TestChatModel:
    def test_itself(self):
        """A chat model is taken as it is."""
        model = FakeListChatModel(responses=["x"])
        assert chat_model(model) is model

    @client
    def test_local(self):
        """`local` is the pulled model."""
        with pytest.raises(ModelFileError, match="is not here"):
            chat_model("local")

    @client
    def test_local_file(self, tmp_path):
        """Another file may be named for it."""
        with pytest.raises(ModelFileError, match=r"mine.gguf"):
            chat_model("local", model_file=tmp_path / "mine.gguf")

    def test_file_of_other(self):
        """A model file with any other model is a mistake."""
        with pytest.raises(ConfigurationError, match="goes with model 'local', not with 'openai:x'"):
            chat_model("openai:x", model_file=Path("mine.gguf"))

    @client
    def test_endpoint(self, monkeypatch):
        """A name and an address are an OpenAI-compatible endpoint, which may want no key."""
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        model = chat_model("mine", base_url="http://127.0.0.1:9/v1")
        assert (model.model_name, model.openai_api_base) == ("mine", "http://127.0.0.1:9/v1")
        assert model.openai_api_key.get_secret_value() == "none"

    @client
    @alone
    def test_openai(self):
        """OpenAI's own models need its extra alone."""
        model = chat_model("openai:some-model", api_key="k")
        assert model.model_name == "some-model"

    @client
    @alone
    def test_no_key(self, monkeypatch):
        """A missing key is told as a value to be given."""
        monkeypatch.delenv("OPENAI_API_KEY", raising=False)
        with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
            chat_model("openai:some-model")

    @alone
    def test_provider(self):
        """Other providers need langchain."""
        with pytest.raises(MissingExtra, match=r"model 'other:name' needs an extra: .*\[langchain\]"):
            chat_model("other:name")

    @pytest.mark.parametrize("name", ["gpt", "openai:", ":x", ""])
    def test_unknown(self, name):
        """Any other name is answered with the three ways."""
        with pytest.raises(ConfigurationError, match=r"'local'.*'provider:name'.*base_url"):
            chat_model(name)


class TestLoad:
    def test_absent(self):
        """An absent package is told with its install line."""
        with pytest.raises(MissingExtra, match=r"it needs an extra: pip install 'langgraph-codenode\[local\]'"):
            load("no_such_package.part", what="it", extra="local")

    def test_broken_package(self, tmp_path, monkeypatch):
        """A package that lacks something of its own says so itself."""
        (tmp_path / "half_there.py").write_text("import no_such_package")
        monkeypatch.syspath_prepend(tmp_path)
        with pytest.raises(ModuleNotFoundError, match="no_such_package") as caught:
            load("half_there", what="it", extra="local")
        assert not isinstance(caught.value, MissingExtra)
