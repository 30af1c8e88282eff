"""Functions that worked are kept for later threads: reviewed, whole, and defined where they are needed."""

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore
from langgraph.types import Command
from sample import block

from codenode import ConfigurationError, Policy, Skills, ToolError, create_code_agent, open_session
from codenode.testing import ScriptedModel

SLOPE = '''
import math
SCALE = 10
def slope(xs: list) -> float:
    """Slope through evenly spaced values."""
    return SCALE * (xs[-1] - xs[0]) / math.prod([1, len(xs) - 1])
print(save_skill(slope))
'''
SAVE = [block(SLOPE), block("final_answer(slope([1, 2]))")]
ASKED = {"messages": [("user", "go")]}
APPROVE = Command(resume={"decisions": [{"type": "approve"}]})


def thread(name):
    """Return the config of a thread."""
    return {"configurable": {"thread_id": name}}


@pytest.fixture
def build():
    """Return a function that builds agents around one store."""
    store = InMemoryStore()

    def agent(*replies, skills=None, **settings):
        return create_code_agent(ScriptedModel(replies), skills=skills or Skills(review=False), store=store, **settings)

    agent.store = store
    return agent


class TestSkills:
    @pytest.mark.parametrize("executor", ["auto", "inprocess"])
    def test_later_threads(self, build, executor):
        """What one thread saves the next finds defined."""
        build(*SAVE, executor=executor).invoke(ASKED)
        agent = build(block("final_answer(slope([1, 2, 5]))"), executor=executor)
        assert agent.invoke(ASKED)["structured_response"] == 20

    async def test_async(self, build):
        """The same on an event loop."""
        await build(*SAVE).ainvoke(ASKED)
        assert (await build(block("final_answer(slope([1, 3]))")).ainvoke(ASKED))["structured_response"] == 20

    def test_told(self, build):
        """The model sees head and docstring with the task, not the source."""
        build(*SAVE).invoke(ASKED)
        model = ScriptedModel([block("final_answer(1)")])
        create_code_agent(model, skills=Skills(review=False), store=build.store).invoke(ASKED)
        shown = model.prompts[0][-1].text
        assert 'def slope(xs: list) -> float:\n    """Slope through evenly spaced values."""' in shown
        assert "prod" not in shown

    def test_reviewed(self, build):
        """Somebody sees the source before it is saved; what is rejected is not."""
        agent = build(*SAVE, skills=Skills(), checkpointer=InMemorySaver())
        state = agent.invoke(ASKED, thread("a"))
        (request,) = state["__interrupt__"][0].value["action_requests"]
        assert (request["name"], request["args"]) == ("save_skill", {"name": "slope"})
        assert "SCALE = 10" in request["description"]
        assert not build.store.search(("codenode", "skills", "code_agent"))
        agent.invoke(Command(resume={"decisions": [{"type": "reject", "message": "no"}]}), thread("a"))
        assert not build.store.search(("codenode", "skills", "code_agent"))

    def test_approved(self, build):
        """What is approved is saved."""
        agent = build(*SAVE, skills=Skills(), checkpointer=InMemorySaver())
        agent.invoke(ASKED, thread("a"))
        assert agent.invoke(APPROVE, thread("a"))["structured_response"] == 10
        assert [item.key for item in build.store.search(("codenode", "skills", "code_agent"))] == ["slope"]

    def test_same_thread(self, build):
        """A thread keeps the skills it began with, from turn to turn and from process to process."""
        build(*SAVE).invoke(ASKED)
        saver = InMemorySaver()
        build(block("x = slope([1, 2])\nfinal_answer(x)"), checkpointer=saver).invoke(ASKED, thread("a"))
        again = build(block("final_answer(slope([1, 2]))"), checkpointer=saver)
        assert again.invoke(ASKED, thread("a"))["structured_response"] == 10

    def test_elsewhere(self, build):
        """In another process a later turn has them again, where other variables are gone."""
        saver, first = InMemorySaver(), block("x = 1\nfinal_answer(x)")
        build(*SAVE).invoke(ASKED)
        build(first, checkpointer=saver).invoke(ASKED, thread("t"))
        model = ScriptedModel([block("final_answer(slope([1, 2]))")])
        later = create_code_agent(model, skills=Skills(review=False), store=build.store, checkpointer=saver)
        assert later.invoke(ASKED, thread("t"))["structured_response"] == 10
        told = model.prompts[0][-1].text
        assert "earlier work are gone: x" in told
        assert "slope" not in told.partition("gone:")[2]

    def test_lost_worker(self, build):
        """A worker that comes after a lost one has them, too."""
        build(*SAVE).invoke(ASKED)
        lose = block("a = 'x' * 10 ** 12")
        agent = build(lose, block("final_answer(slope([1, 2]))"))
        assert agent.invoke(ASKED)["structured_response"] == 10

    def test_namespace(self, build):
        """Agents share skills where they are told to."""
        shared = Skills(review=False, namespace=("team",))
        build(*SAVE, skills=shared, name="one").invoke(ASKED)
        agent = build(block("final_answer(slope([1, 2]))"), skills=shared, name="two")
        assert agent.invoke(ASKED)["structured_response"] == 10

    def test_tampered(self, build):
        """An entry that somebody else wrote is not offered."""
        build.store.put(("codenode", "skills", "code_agent"), "f", {"name": "f", "source": "x = 1", "digest": "0"})
        assert build(block("final_answer(1)")).invoke(ASKED)["structured_response"] == 1


class TestRefused:
    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ("n = len([1])\ndef f():\n    'F.'\n    return n\nsave_skill(f)", "uses 'n'"),
            ("save_skill(lambda: 1)", "no function '<lambda>'"),
            ("save_skill(3)", "takes a function"),
            ("def f(): return 1\nsave_skill(f)", "no docstring"),
        ],
    )
    def test_told(self, build, source, said):
        """What cannot be kept is an error in the code, with what to do."""
        model = ScriptedModel([block(source), block("final_answer(1)")])
        create_code_agent(model, skills=Skills(review=False), store=build.store).invoke(ASKED)
        assert said in model.prompts[1][-1].text

    def test_no_store(self):
        """Without a store the remedy is named."""
        with pytest.raises(ConfigurationError, match="store="):
            create_code_agent(ScriptedModel(["x"]), skills=Skills(review=False)).invoke(ASKED)

    def test_no_checkpointer(self, build):
        """Where they are reviewed, and nothing else asks, they are what wants a checkpointer."""
        problem = r"the skills of 'code_agent' ask for approval.*a checkpointer; or .*Skills\(review=False\)"
        with pytest.raises(ConfigurationError, match=problem):
            build("x", skills=Skills()).invoke(ASKED)
        with pytest.raises(ConfigurationError, match=r"the policy of 'code_agent' asks .* a checkpointer\n"):
            build("x", skills=Skills(), policy=Policy(ask_code=True)).invoke(ASKED)

    @pytest.mark.parametrize("wrong", [{"namespace": "text"}, {"namespace": ("",)}, {"most": 0}])
    def test_settings(self, wrong):
        """Wrong values are refused."""
        with pytest.raises(ConfigurationError, match=next(iter(wrong))):
            Skills(**wrong)

    def test_name_is_taken(self):
        """A tool cannot have the name."""

        def save_skill(function: str) -> str:
            """Mine."""

        with pytest.raises(ToolError, match="save_skill"), open_session(tools=[save_skill]):
            pass


class TestWorked:
    def test_failed_definition(self, build):
        """What is saved is what worked: a definition that never ran does not replace it."""
        good = 'def f(x):\n    """Double."""\n    return 2 * x\nf(2)'
        bad = "1 / 0\ndef f(x):\n    return -x"
        build(block(good), block(bad), block("save_skill(f)\nfinal_answer(1)")).invoke(ASKED)
        assert build(block("final_answer(f(2))")).invoke(ASKED)["structured_response"] == 4

    def test_edited_code(self, build):
        """Of code that somebody edited the edited form ran, stands in the step, and is saved."""
        written = 'def f():\n    """Say."""\n    return "model"\nsave_skill(f)\nfinal_answer(1)'
        agent = build(block(written), policy=Policy(ask_code=True), checkpointer=InMemorySaver())
        agent.invoke(ASKED, thread("a"))
        edit = {
            "type": "edit",
            "edited_action": {"name": "python", "args": {"code": written.replace("model", "somebody")}},
        }
        agent.invoke(Command(resume=edit), thread("a"))
        assert "somebody" in agent.get_state(thread("a")).values["steps"][0]["action"]["code"]
        assert build(block("final_answer(f())")).invoke(ASKED)["structured_response"] == "somebody"

    @pytest.mark.parametrize("name", ["final_answer", "print", "len", "parallel"])
    def test_known_names(self, build, name):
        """A skill cannot take the place of what every thread has."""
        model = ScriptedModel([block(f'def {name}(x):\n    """F."""\n    return x\nsave_skill("{name}")'), "done"])
        create_code_agent(model, skills=Skills(review=False), store=build.store).invoke(ASKED)
        assert "another name" in model.prompts[1][-1].text

    def test_newest(self, build):
        """Where there are more than are offered, the newest are."""
        source = "\n".join(f'def f{n}():\n    """F."""\n    return {n}\nsave_skill(f{n})' for n in range(3))
        build(block(source + "\nfinal_answer(1)")).invoke(ASKED)
        agent = build(block("final_answer(f2())"), skills=Skills(review=False, most=1))
        assert agent.invoke(ASKED)["structured_response"] == 2

    def test_long_docstring(self, build):
        """Of a docstring the first paragraph is shown, shortened."""
        build(block(f'def f():\n    """{"word " * 200}\n\n    More."""\nsave_skill(f)\nfinal_answer(1)')).invoke(ASKED)
        model = ScriptedModel([block("final_answer(1)")])
        create_code_agent(model, skills=Skills(review=False), store=build.store).invoke(ASKED)
        assert len(model.prompts[0][-1].text) < 500
