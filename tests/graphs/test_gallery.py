"""Every graph of the gallery runs, with a scripted model, and does what its picture says."""

import ast
import asyncio
import inspect
import json
import subprocess
import sys

import pytest
from gallery import FOLDER, NAMES, ROOT, loaded, ran, says
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver
from langgraph.types import Command
from sample import asked, block

import codenode
from codenode.testing import ScriptedModel


@pytest.fixture(params=["sync", "async"])
def driver(request):
    """How the graph is run."""
    return request.param


def built(name: str, *replies, **settings):
    """Return a graph with its own checkpointer and a scripted model."""
    script = replies[0] if callable(replies[0]) else replies
    return loaded(name).build(ScriptedModel(script), **{"checkpointer": InMemorySaver(), **settings})


@pytest.mark.parametrize("name", NAMES)
class TestShape:
    def test_short(self, name):
        """A graph is read in one sitting: at most 90 lines."""
        assert len((FOLDER / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 90

    def test_picture(self, name):
        """Its docstring has a picture, and says when to use it."""
        told = ast.get_docstring(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")))
        assert "─▶ END" in told
        assert "When to use it: " in told

    def test_on_its_page(self, name):
        """The page of graphs shows the same picture."""
        told = ast.get_docstring(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8")))
        page = (ROOT / "docs" / "graphs.md").read_text(encoding="utf-8")
        assert [line for line in told.splitlines() if line.startswith("    ") and line[4:] not in page] == []

    def test_listed(self, name):
        """The server's list names it and says what it is."""
        entry = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))["graphs"][name]
        assert entry["path"] == f"./graphs/{name}.py:graph"
        assert entry["description"].endswith(".")

    def test_public_names(self, name):
        """It takes from codenode what anybody may: the names at the door."""
        tree = ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("codenode"):
                assert node.module == "codenode"
                assert {alias.name for alias in node.names} <= {*codenode.__all__}
            assert not (isinstance(node, ast.Import) and "codenode" in node.names[0].name)

    def test_built(self, name):
        """`build` takes a model and a checkpointer, and gives a graph of that name."""
        graph = loaded(name).build(ScriptedModel(), checkpointer=InMemorySaver())
        assert graph.name == {"single": "shop", "hierarchy": "lead"}.get(name, name)
        assert graph.get_input_jsonschema()["properties"]["messages"]


class TestSingle:
    async def test_loop(self, driver):
        """Many calls of a tool are one step."""
        graph = built("single", block("final_answer(round(sum(price(one) for one in products()), 2))"))
        last = await ran(driver, graph, asked())
        assert (last["structured_response"], says(last)[-1]) == (1.2, ("shop", "1.2"))


class TestRouter:
    @pytest.mark.parametrize(
        ("said", "way", "answer"),
        [
            (block("final_answer('delivery')"), "delivery", "Your order is on its way, there on Friday."),
            ("refund", "refund", "Here is the form for your money back."),
            (block("1"), "person", "Somebody will call you today."),
        ],
        ids=["code", "a word", "no choice"],
    )
    async def test_ways(self, driver, said, way, answer):
        """The choice leads to plain Python; what the chooser said is not in the conversation."""
        last = await ran(driver, built("router", said, said, said), asked("Where is order 17?"))
        assert says(last) == [(None, "Where is order 17?"), (way, answer)]

    async def test_anything_else(self, driver):
        """A choice that is none is told to the model, which chooses again."""
        last = await ran(driver, built("router", "dance", "refund"), asked())
        assert last["way"] == "refund"


class TestPipeline:
    ANSWER = block("final_answer({'text': '30 days.', 'source': 'R1'})")

    async def test_line(self, driver):
        """Each station hands on to the next one; the model is asked at two of them."""
        graph = built("pipeline", "returns", self.ANSWER)
        assert says(await ran(driver, graph, asked("How long?")))[-1] == ("pipeline", "30 days. [R1]")

    async def test_check(self, driver):
        """An answer that rests on no article is asked for again, with what is wrong."""
        made_up = block("final_answer({'text': 'A year.', 'source': 'R9'})")
        seen = []
        graph = built("pipeline", "returns", made_up, lambda prompt: seen.append(prompt[-1].text) or self.ANSWER)
        assert says(await ran(driver, graph, asked()))[-1] == ("pipeline", "30 days. [R1]")
        assert "source 'R9' is none of these articles" in seen[0]

    async def test_unknown(self, driver):
        """After the last try nobody knows; the next turn begins anew."""
        made_up = block("final_answer({'text': 'A year.', 'source': 'R9'})")
        graph = built("pipeline", "returns", made_up, made_up, "returns", self.ANSWER)
        assert says(await ran(driver, graph, asked()))[-1] == ("pipeline", "I do not know.")
        assert says(await ran(driver, graph, asked()))[-1] == ("pipeline", "30 days. [R1]")


class TestSupervisor:
    async def test_each_specialist(self, driver):
        """The coordinator hands over to one, then to the other, sees what they found, and answers."""
        graph = built(
            "supervisor",
            block("transfer_to_analyst('total sales')"),
            block("final_answer(sum(sales().values()))"),
            block("transfer_to_writer('a sentence about 3600')"),
            block("final_answer(f'{max(sales())} and so on: 3600.')"),
            "The year began with 3600 euros.",
        )
        assert [name for name, _ in says(await ran(driver, graph, asked()))] == [
            None, "coordinator", "analyst", "coordinator", "writer", "coordinator",
        ]  # fmt: skip

    async def test_never_done(self, driver):
        """A coordinator that hands over for ever is ended."""

        def rule(prompt):
            return block("transfer_to_analyst('again')") if "You lead" in prompt[0].text else block("final_answer(1)")

        with pytest.raises(RecursionError, match="20"):
            await ran(driver, built("supervisor", rule), asked())


class TestSwarm:
    async def test_stays(self, driver):
        """The turn after a handing over begins at the agent that has the conversation."""
        graph = built(
            "swarm",
            block("transfer_to_support('clean a kettle')"),
            block("final_answer(guide('kettle'))"),
            block("final_answer(guide('toaster'))"),
        )
        first = await ran(driver, graph, asked("How do I clean it?"))
        assert (first["active_agent"], says(first)[-1][0]) == ("support", "support")
        assert says(await ran(driver, graph, asked("And a toaster?")))[-1] == ("support", "Empty the crumb tray.")

    async def test_back(self, driver):
        """The other agent may hand it back, within one turn."""
        replies = [block(f"transfer_to_{name}('x')") for name in ("support", "sales")]
        last = await ran(driver, built("swarm", *replies, block("final_answer(stock('kettle'))")), asked())
        assert (last["active_agent"], says(last)[-1]) == ("sales", ("sales", "4"))


class TestHierarchy:
    @staticmethod
    def rule(prompt):
        """Play all three agents, by what they were told."""
        system, task = prompt[0].text, prompt[-1].text
        if "def researcher" in system:
            return block("final_answer(sum(parallel(researcher, ['tea', 'coffee'])))")
        if "def accountant" in system:
            return block(f"note, = search('{task}')\nfinal_answer(await accountant(note))")
        return block(f"final_answer({task.split()[1]} * rate('dollar'))")

    async def test_two_deep(self, driver):
        """Agents are functions that give data, several at once; nothing of theirs is in the conversation."""
        last = await ran(driver, built("hierarchy", self.rule), asked("What do tea and coffee cost?"))
        assert (last["structured_response"], len(last["messages"])) == (16.0, 2)


class TestMapReduce:
    @staticmethod
    def rule(prompt):
        """Read an invoice; hold a variable that another branch would see if it could."""
        vendor, price = prompt[-1].text.split()[:2]
        return block(
            f"try:\n    mine = mine + '{vendor}'\nexcept NameError:\n    mine = '{vendor}'\n"
            f"final_answer({{'vendor': mine, 'total': {price}}})"
        )

    async def test_branches(self, driver):
        """Every part has a branch and a session of its own; totals are added up; a second turn begins anew."""
        graph = built("map_reduce", self.rule)
        for _ in range(2):
            last = await ran(driver, graph, asked("Ada 1.5\n\nBob 2\n\nAda 3\n\nEve 4"))
            assert says(last)[-1] == ("map_reduce", "Ada: 4.50\nBob: 2.00\nEve: 4.00")

    async def test_unreadable(self, driver):
        """A branch that comes to nothing is counted."""
        last = await ran(driver, built("map_reduce", lambda prompt: block("1")), asked("a\n\nb"))
        assert says(last)[-1][1].endswith("(2 not readable)")


class TestPlanExecute:
    async def test_plan_and_again(self, driver):
        """The plan is made anew with what each step found, until nothing is left."""
        seen = []

        def second(prompt):
            seen.append(prompt[-1].text)
            return block("final_answer(['add them'])")

        graph = built(
            "plan_execute",
            block("final_answer(['from Rome to Pisa', 'add them'])"),
            block("final_answer(distance('Rome', 'Pisa'))"),
            second,
            block("final_answer(354 + 165)"),
            block("final_answer([])"),
        )
        last = await ran(driver, graph, asked("From Rome to Genoa?"))
        assert says(last) == [(None, "From Rome to Genoa?"), ("plan_execute", "519")]
        assert "- from Rome to Pisa: 354" in seen[0]

    async def test_ceiling(self, driver):
        """A plan that never ends is left after eight rounds, in every turn."""

        def rule(prompt):
            return block("final_answer(['more'])" if "You plan" in prompt[0].text else "final_answer('did it')")

        graph = built("plan_execute", rule)
        for _ in range(2):
            assert len((await ran(driver, graph, asked()))["done"]) == 8


class TestCritic:
    BAD = block("final_answer({'passed': False, 'why': f'{words(\"a b c\")} words, not 2'})")

    async def test_mended(self, driver):
        """The draft is written again, told what is wrong, until it passes."""
        seen = []

        def again(prompt):
            seen.append(prompt[-1].text)
            return "a b"

        graph = built("critic", "a b c", self.BAD, again, block("final_answer({'passed': True, 'why': ''})"))
        assert says(await ran(driver, graph, asked("Two letters.")))[-1] == ("critic", "a b")
        assert "Your last draft: a b c\nMend this: 3 words, not 2" in seen[0]

    async def test_ceiling(self, driver):
        """After three drafts the last one is given, and it is said that it did not pass; so in every turn."""
        graph = built("critic", *["a b c", self.BAD] * 6)
        for _ in range(2):
            last = await ran(driver, graph, asked())
            assert (last["rounds"], says(last)[-1][1]) == (3, "a b c\n(It did not pass.)")


class TestTreeSearch:
    @staticmethod
    def ideas(*codes):
        """Return a reply with several blocks."""
        return "\n".join(block(code) for code in codes)

    async def test_best_branch(self, driver):
        """The best branch is continued; variables of the others are not seen, nor a bag that is too heavy."""
        graph = built(
            "tree_search",
            self.ideas("bag = ['lamp']\nworse = 1", "bag = ['rug']\nbetter = 'vase'", "bag = ['rug', 'chair']"),
            self.ideas("bag = bag + [better]", "worse\nbag = ['rug', 'vase', 'clock']", "bag.append('clock')"),
            "No more ideas.",
        )
        last = await ran(driver, graph, asked())
        assert says(last)[-1] == ("tree_search", "['rug', 'vase'], worth 125")

    async def test_own_effects(self, driver):
        """A change in place in one branch is not seen in its sisters, which began with the same list."""
        graph = built(
            "tree_search",
            self.ideas("bag.append('rug')", "bag.append('vase')", "bag.append('lamp')"),
            self.ideas("bag.append('clock')", "bag.append('vase')", "bag += ['lamp']"),
            self.ideas("bag = [{}]", "bag = 7", "bag = bag +"),
        )
        assert says(await ran(driver, graph, asked()))[-1][1] == "['rug', 'vase'], worth 125"


class TestApproval:
    PAY = block("paid = [refund(number, amount) for number, amount in orders().items()]\nfinal_answer(paid)")

    @pytest.mark.parametrize("answer", ["approve", "reject"])
    async def test_elsewhere(self, driver, answer, tmp_path):
        """The run pauses at the first large refund; another agent with the same files goes on."""
        settings = {"journal": tmp_path / "journal.sqlite", "snapshots": tmp_path / "snapshots"}
        replies, given, requests = [self.PAY], asked(), []
        while "__interrupt__" in (last := await self.turn(driver, tmp_path, built_from(replies, settings), given)):
            requests += [one["args"]["order"] for one in last["__interrupt__"][0].value["action_requests"]]
            replies, given = ["I was not allowed to."], Command(resume={"type": answer})
        paid = [
            f"{amount} euros for order {n} paid back" for n, amount in ((17, "80.00"), (18, "12.50"), (19, "230.00"))
        ]
        assert last["structured_response"] == (paid if answer == "approve" else "I was not allowed to.")
        assert requests == ([17, 19] if answer == "approve" else [17])

    @staticmethod
    async def turn(driver, folder, build, given):
        """Run one turn with a saver of its own on the same file."""
        path = str(folder / "checkpoints.sqlite")
        if driver == "sync":
            with SqliteSaver.from_conn_string(path) as saver:
                return await ran(driver, build(saver), given)
        async with AsyncSqliteSaver.from_conn_string(path) as saver:
            return await ran(driver, build(saver), given)


def built_from(replies, settings):
    """Return a function that builds the approval graph with a saver."""
    return lambda saver: loaded("approval").build(ScriptedModel(replies), checkpointer=saver, **settings)


class TestServed:
    def test_nothing_at_import(self):
        """Importing all graphs starts no model, no worker and no agent."""
        source = (
            "import importlib.util, sys\n"
            "for path in sys.argv[1:]:\n"
            "    spec = importlib.util.spec_from_file_location('graph', path)\n"
            "    module = importlib.util.module_from_spec(spec)\n"
            "    spec.loader.exec_module(module)\n"
            "    assert callable(module.graph)\n"
            "print('codenode.models.local' in sys.modules, 'codenode.executors.sandbox' in sys.modules)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", source, *map(str, sorted(FOLDER.glob("*.py")))], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    async def test_made_once(self):
        """A factory builds at its first call, in a thread, once, also where two ask at the same time."""
        made = []
        graph = codenode.served(lambda: made.append(len(made)) or object())
        assert not inspect.signature(graph).parameters
        first, second = await asyncio.gather(graph(), graph())
        assert first is second is await graph()
        assert made == [0]
