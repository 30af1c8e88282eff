"""Which tasks need one tool?"""

from codenode.evaluation.answers import Check
from codenode.evaluation.task import Task, Tool
from codenode.types import JsonValue

RATES = {("EUR", "USD"): 1.0842, ("EUR", "NOK"): 11.4375, ("EUR", "JPY"): 163.27}
POPULATIONS = {"Bergen": 291940, "Tampere": 255050, "Aarhus": 290598, "Malmo": 357377, "Turku": 201863}
ORDERS: dict[str, dict[str, JsonValue]] = {
    "A-1042": {
        "items": [
            {"name": "lamp", "price": 39.9, "quantity": 2},
            {"name": "bulb", "price": 4.25, "quantity": 6},
            {"name": "cable", "price": 12.5, "quantity": 3},
        ],
        "shipping": 8.95,
        "discount_percent": 10,
    }
}
NAMES = ("oak", "elm", "ash", "fir", "yew", "bay", "fig", "box", "tea", "may", "ivy", "rue", "nut", "hop")
SECRET = 739214


def bank() -> tuple[Tool, ...]:
    """Offer exchange rates."""

    def exchange_rate(source: str, target: str) -> float:
        """Return how many units of the target currency one unit of the source currency buys."""
        return RATES[source, target]

    return (exchange_rate,)


def census() -> tuple[Tool, ...]:
    """Offer the number of people of a city."""

    def population(city: str) -> int:
        """Return the number of people who live in a city."""
        return POPULATIONS[city]

    return (population,)


def shop() -> tuple[Tool, ...]:
    """Offer orders with nested items."""

    def get_order(order_id: str) -> dict[str, JsonValue]:
        """Return an order: 'items' (list of name, price, quantity), 'shipping', 'discount_percent'."""
        return ORDERS[order_id]

    return (get_order,)


def weather() -> tuple[Tool, ...]:
    """Offer one temperature a day."""

    def temperature(day: int) -> float:
        """Return the temperature at noon of a day of June (1 to 30)."""
        if not 1 <= day <= 30:
            raise ValueError(f"day must be from 1 to 30, not {day}")
        return round(14 + (day * 37 % 101) / 7, 1)

    return (temperature,)


def catalogue() -> tuple[Tool, ...]:
    """Offer a list in pages."""

    def get_page(number: int) -> dict[str, JsonValue]:
        """Return a page of trees: 'items' (list of name, height) and 'next' (page number or None)."""
        first = (number - 1) * 4
        trees = [{"name": name, "height": 3 + index * index % 11} for index, name in enumerate(NAMES)]
        return {"items": trees[first : first + 4], "next": number + 1 if first + 4 < len(trees) else None}

    return (get_page,)


def riddle() -> tuple[Tool, ...]:
    """Offer a number to be guessed with few attempts."""
    attempts: list[int] = []

    def compare(guess: int) -> str:
        """Compare a guess with the secret number: 'higher' if it is higher, 'lower' or 'equal'."""
        attempts.append(guess)
        if len(attempts) > 40:
            raise RuntimeError("no attempts are left: 40 comparisons were made")
        return "equal" if guess == SECRET else "higher" if guess < SECRET else "lower"

    return (compare,)


TASKS = (
    Task(
        id="single-tool-1",
        kind="single tool",
        prompt="How many US dollars (USD) does one get for 250 euros (EUR)? Answer with a number rounded "
        "to 2 decimals.",
        answer=271.05,
        check=Check(places=2),
        tools=bank,
    ),
    Task(
        id="single-tool-2",
        kind="single tool",
        prompt="Which of the cities Bergen, Tampere, Aarhus, Malmo and Turku has the most people, and how "
        "many more than the second largest? Answer with a list [city, difference].",
        answer=["Malmo", 65437],
        tools=census,
    ),
    Task(
        id="single-tool-3",
        kind="single tool",
        prompt="What has to be paid for the order A-1042? Add price times quantity of its items, take off "
        "the discount (percent of that sum), then add the shipping. Answer with a number rounded to "
        "2 decimals.",
        answer=137.47,
        check=Check(places=2),
        tools=shop,
        held_out=True,
    ),
    Task(
        id="single-tool-4",
        kind="single tool",
        prompt="On which day of June (1 to 30) was it hottest, and how hot was it? Answer with a list "
        "[day, temperature].",
        answer=[30, 28.3],
        tools=weather,
    ),
    Task(
        id="single-tool-5",
        kind="single tool",
        prompt="The trees come in pages; the first page has the number 1. What is the total height of all "
        "trees of all pages? Answer with an integer.",
        answer=91,
        tools=catalogue,
    ),
    Task(
        id="single-tool-6",
        kind="single tool",
        prompt="Find the secret whole number between 1 and 1000000. At most 40 comparisons are allowed. "
        "Answer with the number as an integer.",
        answer=739214,
        tools=riddle,
        held_out=True,
    ),
)
