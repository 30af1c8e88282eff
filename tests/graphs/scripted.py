"""The gallery with models that answer by rule: what the test's server serves."""

from functools import partial

from gallery import NAMES, loaded
from sample import block

from codenode import create_code_agent, served
from codenode.testing import ScriptedModel

PAY = "paid = [refund(number, amount) for number, amount in orders().items()]\nfinal_answer(paid)"


def single(system, task, prompt):
    return block("print('adding up')\nfinal_answer(round(sum(price(one) for one in products()), 2))")


def router(system, task, prompt):
    return "delivery" if "where" in task.lower() else "person"


def pipeline(system, task, prompt):
    return block("final_answer({'text': '30 days.', 'source': 'R1'})") if "Articles:" in task else "returns"


def supervisor(system, task, prompt):
    if "def sales" in system:
        return block("final_answer(sum(sales().values()))")
    known = any("3600" in message.text for message in prompt)
    return "It was 3600." if known else block("transfer_to_analyst('add up')")


def swarm(system, task, prompt):
    if "def guide" in system:
        return block("final_answer(guide('kettle'))")
    return block("transfer_to_support('cleaning')")


def hierarchy(system, task, prompt):
    if "def researcher" in system:
        return block("final_answer(sum(parallel(researcher, ['tea', 'coffee'])))")
    if "def accountant" in system:
        return block(f"note, = search('{task}')\nfinal_answer(await accountant(note))")
    return block(f"final_answer({task.split()[1]} * rate('dollar'))")


def map_reduce(system, task, prompt):
    vendor, price = task.split()[:2]
    return block(f"mine = '{vendor}'\nfinal_answer({{'vendor': mine, 'total': {price}}})")


def plan_execute(system, task, prompt):
    if "You plan" not in system:
        return block("final_answer(distance('Rome', 'Pisa'))")
    return block("final_answer([])" if "354" in task else "final_answer(['measure'])")


def critic(system, task, prompt):
    return block("final_answer({'passed': words('a b') == 2, 'why': ''})") if "You judge" in system else "a b"


def tree_search(system, task, prompt):
    return block("bag = ['lamp']") + block("bag = ['rug', 'vase']")


def approval(system, task, prompt):
    return block(PAY)


def _rule(name, prompt):
    return globals()[f"play_{name}"](prompt[0].text, prompt[-1].text, prompt)


for _name in NAMES:  # the player of a graph makes way for the graph
    globals()[f"play_{_name}"] = globals()[_name]
    globals()[_name] = served(partial(loaded(_name).build, ScriptedModel(partial(_rule, _name))))

clerk = served(
    partial(
        create_code_agent, ScriptedModel([block("final_answer({'raw': b'\\x00\\xff', 'n': 1})")] * 99), name="clerk"
    )
)
