"""Which tasks need several tools together?"""

from codenode.evaluation.answers import Check
from codenode.evaluation.task import Task, Tool

CUSTOMERS = {"Mara Lindqvist": 4711, "Ole Brandt": 4712}
PURCHASES = {4711: [120.5, 89.99, 310.0, 45.25], 4712: [12.0]}
TEAMS = {"north": ["Ada", "Bo", "Cleo", "Dag"], "south": ["Eva", "Finn", "Gro"]}
HOURS = {"Ada": 31.5, "Bo": 38.0, "Cleo": 41.25, "Dag": 29.0, "Eva": 40.5, "Finn": 36.0, "Gro": 12.75}
COUNTRIES = {"Arland": ["Kell", "Morn", "Tave"], "Borland": ["Ostra", "Pell", "Quin", "Rusk"]}
PEOPLE = {
    "Kell": 84000,
    "Morn": 121500,
    "Tave": 46800,
    "Ostra": 203000,
    "Pell": 66000,
    "Quin": 9900,
    "Rusk": 98,
}
AREAS = {"Kell": 42.0, "Morn": 75.0, "Tave": 18.0, "Ostra": 116.0, "Pell": 24.0, "Quin": 4.5, "Rusk": 0.4}
SHELVES = {
    "bolt": "S1",
    "gear": "S2",
    "hinge": "S1",
    "knob": "S3",
    "latch": "S2",
    "nail": "S3",
    "screw": "S1",
}
STOCK = {"bolt": 40, "gear": 3, "hinge": 12, "knob": 0, "latch": 25, "nail": 900, "screw": 310}
LEVELS = {"bolt": 50, "gear": 3, "hinge": 10, "knob": 5, "latch": 30, "nail": 500, "screw": 300}
PARTS = {
    "bicycle": {"frame": 1, "wheel": 2, "drive": 1},
    "wheel": {"rim": 1, "spoke": 32, "hub": 1},
    "drive": {"chain": 1, "crank": 2, "hub": 1},
    "hub": {"axle": 1, "bearing": 2},
}
PRICES = {
    "frame": 210.0,
    "rim": 24.5,
    "spoke": 0.35,
    "chain": 18.0,
    "crank": 27.75,
    "axle": 6.2,
    "bearing": 3.4,
}
ROADS = {
    "A": {"B": 4, "C": 2},
    "B": {"A": 4, "C": 1, "D": 5},
    "C": {"A": 2, "B": 1, "D": 8, "E": 10},
    "D": {"B": 5, "C": 8, "E": 2, "F": 6},
    "E": {"C": 10, "D": 2, "F": 3},
    "F": {"D": 6, "E": 3},
}
TOLLS = {("B", "C"): 4, ("B", "D"): 3, ("E", "F"): 5, ("D", "E"): 1}


def sales() -> tuple[Tool, ...]:
    """Offer customers and what they bought."""

    def customer_id(name: str) -> int:
        """Return the number of the customer with that full name."""
        return CUSTOMERS[name]

    def purchases(customer: int) -> list[float]:
        """Return the amounts of all purchases of a customer, given the customer's number."""
        return list(PURCHASES[customer])

    return customer_id, purchases


def office() -> tuple[Tool, ...]:
    """Offer teams and hours."""

    def team_members(team: str) -> list[str]:
        """Return the names of the members of a team."""
        return list(TEAMS[team])

    def hours_worked(person: str) -> float:
        """Return the hours a person worked last week."""
        return HOURS[person]

    return team_members, hours_worked


def atlas() -> tuple[Tool, ...]:
    """Offer countries, cities, people and areas."""

    def cities_of(country: str) -> list[str]:
        """Return the names of the cities of a country."""
        return list(COUNTRIES[country])

    def people_in(city: str) -> int:
        """Return the number of people in a city."""
        return PEOPLE[city]

    def area_of(city: str) -> float:
        """Return the area of a city in square kilometres."""
        return AREAS[city]

    return cities_of, people_in, area_of


def store() -> tuple[Tool, ...]:
    """Offer products, shelves, stock and reorder levels."""

    def products() -> list[str]:
        """Return the names of all products."""
        return sorted(SHELVES)

    def shelf_of(product: str) -> str:
        """Return the shelf on which a product lies."""
        return SHELVES[product]

    def count_on_shelf(shelf: str, product: str) -> int:
        """Return how many pieces of a product lie on a shelf."""
        return STOCK[product] if SHELVES[product] == shelf else 0

    def reorder_level(product: str) -> int:
        """Return the number of pieces below which a product has to be ordered."""
        return LEVELS[product]

    return products, shelf_of, count_on_shelf, reorder_level


def workshop() -> tuple[Tool, ...]:
    """Offer nested parts and prices."""

    def parts_of(item: str) -> dict[str, int]:
        """Return the parts of an item with their numbers of pieces; empty if it is bought as a whole."""
        return dict(PARTS.get(item, {}))

    def unit_price(item: str) -> float:
        """Return the price of one piece of an item that is bought as a whole."""
        if item in PARTS:
            raise ValueError(f"{item!r} is not bought as a whole: add up its parts")
        return PRICES[item]

    return parts_of, unit_price


def highways() -> tuple[Tool, ...]:
    """Offer roads and tolls."""

    def roads_from(town: str) -> dict[str, int]:
        """Return the towns that a road leads to from a town, with the length of the road."""
        return dict(ROADS[town])

    def toll_between(first: str, second: str) -> int:
        """Return the toll of the road between two neighbouring towns; 0 if it is free."""
        return TOLLS.get((min(first, second), max(first, second)), 0)

    return roads_from, toll_between


TASKS = (
    Task(
        id="composition-1",
        kind="composition",
        prompt="How much did the customer Mara Lindqvist spend in all? Answer with a number rounded to 2 decimals.",
        answer=565.74,
        check=Check(places=2),
        tools=sales,
    ),
    Task(
        id="composition-2",
        kind="composition",
        prompt="Which member of the teams 'north' and 'south' together worked the most hours last week, "
        "and what is the mean of the hours over all members of both teams? Answer with a list "
        "[name, mean rounded to 2 decimals].",
        answer=["Cleo", 32.71],
        check=Check(places=2),
        tools=office,
    ),
    Task(
        id="composition-3",
        kind="composition",
        prompt="Which city of the countries Arland and Borland has the most people per square kilometre? "
        "Answer with its name.",
        answer="Pell",
        tools=atlas,
        held_out=True,
    ),
    Task(
        id="composition-4",
        kind="composition",
        prompt="Which products have fewer pieces on their shelf than their reorder level, and how many "
        "pieces are missing to reach the level? Answer with a dict from product name to missing "
        "pieces.",
        answer={"bolt": 10, "knob": 5, "latch": 5},
        tools=store,
    ),
    Task(
        id="composition-5",
        kind="composition",
        prompt="A bicycle is made of parts, and some parts are made of parts themselves, at any depth. "
        "What do all bought pieces for one bicycle cost together? The item is called 'bicycle'. "
        "Answer with a number rounded to 2 decimals.",
        answer=393.9,
        check=Check(places=2),
        tools=workshop,
        held_out=True,
    ),
    Task(
        id="composition-6",
        kind="composition",
        prompt="The cost of a road is its length plus its toll. What is the smallest total cost of a way "
        "from town A to town F, and which towns does it pass? Answer with a list [cost, list of the "
        "towns from 'A' to 'F' in order].",
        answer=[16, ["A", "C", "D", "F"]],
        tools=highways,
    ),
)
