"""Notes are written in one thread and found in another, by whom they belong to."""

import pytest
from langgraph.store.memory import InMemoryStore
from sample import block

from codenode import ConfigurationError, create_code_agent, note_tools
from codenode.testing import ScriptedModel

ASKED = {"messages": [("user", "go")]}
WRITTEN = "remember('Ada likes tea')\nremember('Bob likes coffee')\nfinal_answer(1)"


@pytest.fixture
def answer():
    """Return a function that runs code of an agent around one store."""
    store = InMemoryStore()

    def run(source, namespace=("notes",), config=None):
        agent = create_code_agent(ScriptedModel([block(source)]), note_tools(namespace), store=store)
        return agent.invoke(ASKED, config)["structured_response"]

    return run


class TestNotes:
    def test_found(self, answer):
        """Notes of another thread are found by words they share with the query."""
        answer(WRITTEN)
        assert answer("final_answer(recall('who likes coffee'))")[0] == "Bob likes coffee"

    def test_newest(self, answer):
        """Without a query the newest come first."""
        answer(WRITTEN)
        assert answer("final_answer(recall(limit=1))") == ["Bob likes coffee"]

    def test_of_a_user(self, answer):
        """A function says whose they are."""

        def owner(runtime):
            return ("notes", runtime.config["configurable"]["user"])

        answer(WRITTEN, owner, {"configurable": {"user": "ada"}})
        assert answer("final_answer(recall())", owner, {"configurable": {"user": "eve"}}) == []
        assert len(answer("final_answer(recall())", owner, {"configurable": {"user": "ada"}})) == 2

    async def test_async(self):
        """The same on an event loop."""
        agent = create_code_agent(
            ScriptedModel([block("remember('x')\nfinal_answer(recall('x'))")]), note_tools(), store=InMemoryStore()
        )
        assert (await agent.ainvoke(ASKED))["structured_response"] == ["x"]

    @pytest.mark.parametrize(("source", "said"), [("remember(' ')", "empty"), ("remember('x' * 9999)", "shorter")])
    def test_refused(self, answer, source, said):
        """A note that is none is an error in the code."""
        told = answer(f"try:\n    {source}\nexcept ValueError as error:\n    final_answer(str(error))")
        assert said in told

    def test_wrong_namespace(self):
        """A text is no namespace."""
        with pytest.raises(ConfigurationError, match="namespace='notes'"):
            note_tools("notes")
