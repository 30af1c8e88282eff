"""In which tasks does something go wrong on the way?"""

from codenode.evaluation.answers import Check
from codenode.evaluation.task import Task, Tool

PRICES = {"tea": 4.2, "rice": 2.15, "salt": 0.95, "oil": 7.8, "honey": 6.4}
BROKEN = (3, 8, 11)
WORDS = {"first": "silent", "second": "rivers", "third": "run", "fourth": "deep"}
PIECES = {"AB-0007": 41, "CD-0130": 9, "EF-0022": 17, "GH-1200": 5}
MANAGERS = {"Kim": "Lea", "Lea": "Mio", "Mio": "Nia", "Nia": "Oda", "Oda": None, "Pia": "Nia"}


def grocer() -> tuple[Tool, ...]:
    """Offer prices; some products have none."""

    def price_of(product: str) -> float | None:
        """Return the price of a product, or None if it is not sold here."""
        return PRICES.get(product)

    return (price_of,)


def sensors() -> tuple[Tool, ...]:
    """Offer readings; some sensors are broken."""

    def read_sensor(number: int) -> float:
        """Return the reading of a sensor; fails if the sensor is broken."""
        if number in BROKEN:
            raise RuntimeError(f"sensor {number} does not answer")
        return round(18 + number * number % 13 / 2, 1)

    return (read_sensor,)


def flaky() -> tuple[Tool, ...]:
    """Offer words; the first attempt for each fails."""
    asked: set[str] = set()

    def get_word(position: str) -> str:
        """Return the word at a position ('first', 'second', 'third' or 'fourth')."""
        if position not in asked:
            asked.add(position)
            raise TimeoutError(f"no reply for {position!r}; ask again")
        return WORDS[position]

    return (get_word,)


def depot() -> tuple[Tool, ...]:
    """Offer stock by codes in a strict form."""

    def pieces_in_stock(code: str) -> int:
        """Return how many pieces of an article are in stock."""
        if code not in PIECES:
            raise ValueError(f"unknown code {code!r}; codes have the form 'AB-0001': two capitals, four digits")
        return PIECES[code]

    return (pieces_in_stock,)


def staff() -> tuple[Tool, ...]:
    """Offer the manager of a person; the head has none."""

    def manager_of(person: str) -> str | None:
        """Return the name of a person's manager."""
        if person not in MANAGERS:
            raise LookupError(f"no person named {person!r}")
        return MANAGERS[person]

    return (manager_of,)


TASKS = (
    Task(
        id="recovery-1",
        kind="recovery",
        prompt="What do one each of tea, rice, pepper, salt, oil, vanilla and honey cost together, leaving "
        "out what has no price, and how many products were left out? Answer with a list [total "
        "rounded to 2 decimals, number left out].",
        answer=[21.5, 2],
        check=Check(places=2),
        tools=grocer,
    ),
    Task(
        id="recovery-2",
        kind="recovery",
        prompt="There are sensors 1 to 12, and some of them are broken and cannot be read. What is the "
        "mean reading of those that work? Answer with a number rounded to 2 decimals.",
        answer=20.94,
        check=Check(places=2),
        tools=sensors,
    ),
    Task(
        id="recovery-3",
        kind="recovery",
        prompt="Get the words at the positions 'first', 'second', 'third' and 'fourth', and join them in "
        "this order with single spaces. Answer with that sentence.",
        answer="silent rivers run deep",
        check=Check(loose=True),
        tools=flaky,
        held_out=True,
    ),
    Task(
        id="recovery-4",
        kind="recovery",
        prompt="Bookings are written as text: ['1,204.50', 'n/a', '(35.25)', '87', '', '2,010', '-12.75', "
        "'(1,100.00)', 'pending', '+6']. A comma separates thousands, a number in parentheses is "
        "negative, and what is no number does not count. What is the sum? Answer with a number "
        "rounded to 2 decimals.",
        answer=2159.5,
        check=Check(places=2),
    ),
    Task(
        id="recovery-5",
        kind="recovery",
        prompt="A note lists the articles ab7, CD-130, 'ef 22' and Gh1200, carelessly written. How many "
        "pieces of these four articles are in stock in all? Answer with an integer.",
        answer=72,
        tools=depot,
        held_out=True,
    ),
    Task(
        id="recovery-6",
        kind="recovery",
        prompt="For each of Kim, Pia, Oda and Rex find the number of managers above that person (the "
        "manager, the manager's manager and so on); it is -1 for a person who does not exist. "
        "Answer with a dict from name to number.",
        answer={"Kim": 4, "Pia": 2, "Oda": 0, "Rex": -1},
        tools=staff,
    ),
)
