"""Which tasks read data files?"""

import json
from collections.abc import Iterator
from itertools import islice

from codenode.evaluation.answers import Check
from codenode.evaluation.task import Task

COUNTRIES = ("NO", "SE", "DK", "FI", "IS")
STATIONS = ("Alta", "Bodo", "Hamar", "Lom", "Voss")
SKILLS = ("sql", "go", "rust", "excel", "java", "python")
PEOPLE = ("Tove", "Arne", "Sigrid", "Leif", "Ragna", "Odd", "Berit", "Jon", "Maja", "Kari", "Nils", "Unni")
PRODUCTS = (("P1", "chair", 49.5), ("P2", "table", 180.0), ("P3", "desk", 220.0), ("P4", "lamp", 24.9))
EXTRAS = (("P5", "mug", 7.5), ("P6", "plate", 9.25), ("P7", "bowl", 8.1), ("P8", "rug", 75.0))
CATEGORIES = {"P1": "furniture", "P2": "furniture", "P3": "furniture", "P4": "light", "P8": "textile"}
PLACES = ("east", "west", "dock")


def draws(seed: int) -> Iterator[int]:
    """Yield whole numbers below 2**16, the same on every machine and in every version of Python."""
    while True:
        seed = (seed * 1103515245 + 12345) % 2**31
        yield seed >> 15


def table(head: str, rows: Iterator[str] | list[str]) -> str:
    """Join a head line and rows to the text of a CSV file."""
    return "\n".join([head, *rows]) + "\n"


def orders() -> str:
    """Make 120 orders."""
    drawn = draws(11)
    rows = [f"{1000 + index},{COUNTRIES[next(drawn) % 5]},{next(drawn) % 50000 / 100:.2f}" for index in range(120)]
    return table("order_id,country,amount", rows)


def team() -> str:
    """Make twelve people, each with a few skills and a nested address."""
    drawn = draws(5)
    people = [
        {
            "name": name,
            "skills": sorted({SKILLS[value % 6] for value in islice(drawn, 3)}),
            "office": {"city": STATIONS[next(drawn) % 5], "floor": next(drawn) % 4},
        }
        for name in PEOPLE
    ]
    return json.dumps({"team": "platform", "members": people}, indent=1)


def log() -> str:
    """Make 300 lines of a server log, one every few seconds."""
    drawn, second, lines = draws(23), 8 * 3600, []
    for _ in range(300):
        second += next(drawn) % 9
        level = ("INFO", "INFO", "INFO", "WARN", "ERROR")[next(drawn) % 5]
        clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        lines.append(f"{clock} {level} request took {next(drawn) % 900} ms")
    return "\n".join(lines) + "\n"


def measurements() -> str:
    """Make 90 measurements, some of which are missing or marked."""
    drawn, rows = draws(31), []
    for index in range(90):
        value = next(drawn)
        text = ("", "NA", "-")[value % 3] if value % 7 == 0 else f"{value % 400 / 10:.1f}"
        rows.append(f"{STATIONS[index % 5]},{index // 5 + 1},{text}")
    return table("station,day,value", rows)


def products() -> str:
    """Make the list of products; some have no category."""
    rows = [f"{code},{name},{CATEGORIES.get(code, '')},{price}" for code, name, price in PRODUCTS + EXTRAS]
    return table("code,name,category,price", rows)


def sales() -> str:
    """Make 80 sales; some name a product that is not in the list."""
    drawn = draws(47)
    rows = [f"P{next(drawn) % 10 + 1},{next(drawn) % 5 + 1}" for _ in range(80)]
    return table("code,quantity", rows)


def movements() -> str:
    """Make 60 movements of goods between places, one JSON object a line."""
    drawn, lines = draws(59), []
    for _ in range(60):
        kind = ("add", "remove", "move")[next(drawn) % 3]
        event = {"type": kind, "place": PLACES[next(drawn) % 3], "pieces": next(drawn) % 40 + 1}
        if kind == "move":
            event["to"] = PLACES[next(drawn) % 3]
        lines.append(json.dumps(event))
    return "\n".join(lines) + "\n"


TASKS = (
    Task(
        id="files-1",
        kind="files",
        prompt="The file orders.csv has the columns order_id, country, amount. What is the sum of the "
        "amounts of the country NO? Answer with a number rounded to 2 decimals.",
        answer=5022.32,
        check=Check(places=2),
        files={"orders.csv": orders},
    ),
    Task(
        id="files-2",
        kind="files",
        prompt="The file team.json holds an object with a list 'members'; each member has 'name' and a "
        "list 'skills'. Which members know 'rust'? Answer with the list of their names in "
        "alphabetical order.",
        answer=["Kari", "Odd"],
        files={"team.json": team},
    ),
    Task(
        id="files-3",
        kind="files",
        prompt="Each line of the file server.log looks like '08:00:03 INFO request took 120 ms'. How many "
        "lines have the level ERROR, and in which minute are there most of them (the earliest such "
        "minute)? Answer with a list [number of ERROR lines, minute as text 'HH:MM'].",
        answer=[60, "08:00"],
        files={"server.log": log},
        held_out=True,
    ),
    Task(
        id="files-4",
        kind="files",
        prompt="The file measurements.csv has the columns station, day, value. Some values are missing or "
        "are no numbers; leave those rows out. Which station has the highest mean value? Answer "
        "with a list [station, mean rounded to 2 decimals].",
        answer=["Voss", 25.45],
        check=Check(places=2),
        files={"measurements.csv": measurements},
    ),
    Task(
        id="files-5",
        kind="files",
        prompt="The file products.csv has the columns code, name, category, price; the file sales.csv has "
        "the columns code, quantity. What is the revenue (price times quantity) of each category? "
        "Sales of products without a category count as 'other'; sales of products that are not in "
        "products.csv do not count. Answer with a dict from category to revenue rounded to 2 "
        "decimals.",
        answer={"textile": 2850.0, "other": 667.1, "furniture": 13982.5, "light": 174.3},
        check=Check(places=2),
        files={"products.csv": products, "sales.csv": sales},
        held_out=True,
    ),
    Task(
        id="files-6",
        kind="files",
        prompt="Each line of the file movements.jsonl is a JSON object with 'type', 'place' and 'pieces', "
        "for the type 'move' also 'to'. 'add' puts pieces to a place, 'remove' takes them away, "
        "'move' takes them from 'place' and puts them to 'to'. All places start with 100 pieces. A "
        "line that would take more pieces than the place has is skipped entirely. How many pieces "
        "are at each place at the end, and how many lines were skipped? Answer with a dict with the "
        "keys 'east', 'west', 'dock' and 'skipped'.",
        answer={"east": 18, "west": 159, "dock": 170, "skipped": 2},
        files={"movements.jsonl": movements},
    ),
)
