"""Is the answer of every task what an independent solution computes?"""

import csv
import json
import math
import re
import statistics
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from codenode.evaluation.kinds.texts import WIND
from codenode.evaluation.task import KINDS, Task
from codenode.evaluation.tasks import TASKS, chosen

Solution = Callable[[dict[str, Callable], Path], object]
SOLUTIONS: dict[str, Solution] = {}


def solves(task: str) -> Callable[[Solution], Solution]:
    """Enter a function as the reference solution of a task."""
    return lambda solution: SOLUTIONS.setdefault(task, solution)


@solves("computation-1")
def sum_of_multiples(tools, folder):
    return sum(n for n in range(1, 1001) if (n % 3 == 0) != (n % 5 == 0))


@solves("computation-2")
def primes(tools, folder):
    return sum(all(n % d for d in range(2, math.isqrt(n) + 1)) for n in range(2, 20000))


@solves("computation-3")
def remainder(tools, folder):
    return 7**22222 % 1000003


@solves("computation-4")
def months_of_debt(tools, folder):
    debt, month = 12000.0, 0
    while debt > 0:
        debt, month = debt * 1.005 - 350, month + 1
    return month


@solves("computation-5")
def longest_chain(tools, folder):
    @cache
    def length(n):
        return 0 if n == 1 else 1 + length(n // 2 if n % 2 == 0 else 3 * n + 1)

    best = max(range(1, 30001), key=length)
    return [best, length(best)]


@solves("computation-6")
def ways_to_pay(tools, folder):
    counts = product(range(7), repeat=5)
    rests = (100 - sum(n * coin for n, coin in zip(row, (2, 5, 10, 20, 50), strict=True)) for row in counts)
    return sum(0 <= rest <= 6 for rest in rests)


@solves("strings-1")
def vowels(tools, folder):
    sentence = re.findall(r"'([^']*)'", prompt("strings-1"))[0]
    return len(re.findall("[aeiou]", sentence.lower()))


@solves("strings-2")
def shifted(tools, folder):
    text = re.findall(r"'([^']*)'", prompt("strings-2"))[0]
    return "".join(c if c == " " else chr((ord(c) - 97 - 11) % 26 + 97) for c in text)


@solves("strings-3")
def commonest_word(tools, folder):
    return list(Counter(re.findall(r"[a-z]{4,}", WIND.lower())).most_common(1)[0])


@solves("strings-4")
def longest_palindrome(tools, folder):
    text = re.findall(r"'([^']*)'", prompt("strings-4"))[0]
    spans = (text[i:j] for i in range(len(text)) for j in range(i + 1, len(text) + 1))
    return max((span for span in spans if span == span[::-1]), key=len)


@solves("strings-5")
def run_lengths(tools, folder):
    text = re.findall(r"'([^']*)'", prompt("strings-5"))[0]
    return "".join(f"{m[0][0]}{len(m[0])}" for m in re.finditer(r"(.)\1*", text))


@solves("strings-6")
def roman_sum(tools, folder):
    numerals = [roman(n) for n in range(4000)]
    words = [*re.findall(r"\b[MDCLXVI]{4,}\b", prompt("strings-6")), "XCIX"]
    return numerals[sum(numerals.index(word) for word in dict.fromkeys(words))]


def roman(n):
    """Write a number below 4000 digit by digit."""
    digits = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    tens = str.maketrans("IVX", "XLC"), str.maketrans("IVX", "CDM")
    parts = digits[n // 100 % 10].translate(tens[1]), digits[n // 10 % 10].translate(tens[0]), digits[n % 10]
    return "M" * (n // 1000) + "".join(parts)


@solves("statistics-1")
def mean_and_deviation(tools, folder):
    values = [14, 18, 11, 27, 9, 22, 19, 30, 16, 12]
    return [round(statistics.fmean(values), 3), round(statistics.pstdev(values), 3)]


@solves("statistics-2")
def median_distance(tools, folder):
    values = [7, 3, 41, 12, 9, 15, 8, 22, 10]
    return statistics.median(abs(value - statistics.median(values)) for value in values)


@solves("statistics-3")
def correlation(tools, folder):
    x, y = [2, 4, 5, 7, 9, 12, 15, 18], [50, 47, 48, 41, 39, 30, 31, 22]
    return round(statistics.correlation(x, y), 4)


@solves("statistics-4")
def weighted_mean(tools, folder):
    kept = sorted([(7.5, 2), (8.0, 1), (6.0, 3), (9.5, 1), (5.0, 2), (8.5, 2), (7.0, 1)])[1:-1]
    return round(sum(mark * weight for mark, weight in kept) / sum(weight for _, weight in kept), 3)


@solves("statistics-5")
def prediction(tools, folder):
    slope, start = statistics.linear_regression([1, 2, 4, 5, 7, 8, 10], [3.1, 4.9, 9.4, 10.8, 15.2, 16.9, 21.3])
    return round(start + slope * 20, 2)


@solves("statistics-6")
def outliers(tools, folder):
    values = sorted([12, 15, 14, 10, 48, 13, 16, 11, 17, 14, 2, 15, 13, 31, 12, 18, -9])
    q1, _, q3 = statistics.quantiles(values, n=4, method="inclusive")
    return [value for value in values if abs(value - (q1 + q3) / 2) > 2 * (q3 - q1)]


@solves("dates-1")
def days_between(tools, folder):
    return date(2026, 3, 2).toordinal() - date(2023, 11, 17).toordinal()


@solves("dates-2")
def weekday(tools, folder):
    return f"{date(1969, 7, 20) + timedelta(days=10000):%A}"


@solves("dates-3")
def fridays(tools, folder):
    return sum(date(y, m, 13).isoweekday() == 5 for y in range(2001, 2031) for m in range(1, 13))


@solves("dates-4")
def working_days(tools, folder):
    days = {date(2024, 2, 26) + timedelta(days=n) for n in range(40)}
    assert max(days) == date(2024, 4, 5)
    days -= {date(2024, 3, 8), date(2024, 3, 29), date(2024, 3, 31), date(2024, 4, 1)}
    return sum(day.weekday() < 5 for day in days)


@solves("dates-5")
def last_thursdays(tools, folder):
    return [str(max(thursdays(2027, month))) for month in range(3, 9)]


def thursdays(year, month):
    """Return all Thursdays of a month."""
    days = (date(year, month, 1) + timedelta(days=n) for n in range(31))
    return [day for day in days if day.month == month and day.isoweekday() == 4]


@solves("dates-6")
def running_minutes(tools, folder):
    spans = re.findall(r"(\d\d):(\d\d)-(\d\d):(\d\d)", prompt("dates-6"))
    return len({t for a, b, c, d in spans for t in range(60 * int(a) + int(b), 60 * int(c) + int(d))})


@solves("single-tool-1")
def dollars(tools, folder):
    return round(250 * tools["exchange_rate"]("EUR", "USD"), 2)


@solves("single-tool-2")
def largest_city(tools, folder):
    people = {city: tools["population"](city) for city in ("Bergen", "Tampere", "Aarhus", "Malmo", "Turku")}
    (city, most), (_, second) = Counter(people).most_common(2)
    return [city, most - second]


@solves("single-tool-3")
def to_pay(tools, folder):
    order = tools["get_order"]("A-1042")
    goods = sum(item["price"] * item["quantity"] for item in order["items"])
    return round(goods * (100 - order["discount_percent"]) / 100 + order["shipping"], 2)


@solves("single-tool-4")
def hottest_day(tools, folder):
    by_day = Counter({day: tools["temperature"](day) for day in range(1, 31)})
    (day, most), (_, second) = by_day.most_common(2)
    assert most > second, "one day alone is the hottest"
    return [day, most]


@solves("single-tool-5")
def total_height(tools, folder):
    number, total = 1, 0
    while number:
        page = tools["get_page"](number)
        total, number = total + sum(tree["height"] for tree in page["items"]), page["next"]
    return total


@solves("single-tool-6")
def secret(tools, folder):
    low, high = 1, 1_000_000
    while (answer := tools["compare"]((low + high) // 2)) != "equal":
        middle = (low + high) // 2
        low, high = (middle + 1, high) if answer == "higher" else (low, middle - 1)
    return (low + high) // 2


@solves("composition-1")
def spent(tools, folder):
    return round(sum(tools["purchases"](tools["customer_id"]("Mara Lindqvist"))), 2)


@solves("composition-2")
def hardest_worker(tools, folder):
    people = tools["team_members"]("north") + tools["team_members"]("south")
    hours = {person: tools["hours_worked"](person) for person in people}
    return [max(hours, key=hours.get), round(statistics.fmean(hours.values()), 2)]


@solves("composition-3")
def densest_city(tools, folder):
    cities = tools["cities_of"]("Arland") + tools["cities_of"]("Borland")
    return max(cities, key=lambda city: tools["people_in"](city) / tools["area_of"](city))


@solves("composition-4")
def missing_pieces(tools, folder):
    def missing(name):
        return tools["reorder_level"](name) - tools["count_on_shelf"](tools["shelf_of"](name), name)

    return {name: missing(name) for name in tools["products"]() if missing(name) > 0}


@solves("composition-5")
def bicycle_cost(tools, folder):
    def cost(item):
        parts = tools["parts_of"](item)
        return sum(n * cost(part) for part, n in parts.items()) if parts else tools["unit_price"](item)

    return round(cost("bicycle"), 2)


@solves("composition-6")
def cheapest_way(tools, folder):
    def ways(path, cost):
        if path[-1] == "F":
            yield cost, path
        for town, length in tools["roads_from"](path[-1]).items():
            if town not in path:
                yield from ways([*path, town], cost + length + tools["toll_between"](path[-1], town))

    (cost, path), (second, _) = sorted(ways(["A"], 0))[:2]
    assert cost < second, "one way alone is the cheapest"
    return [cost, path]


@solves("recovery-1")
def groceries(tools, folder):
    prices = [tools["price_of"](name) for name in ("tea", "rice", "pepper", "salt", "oil", "vanilla", "honey")]
    return [round(sum(price for price in prices if price is not None), 2), prices.count(None)]


@solves("recovery-2")
def mean_reading(tools, folder):
    readings = [attempt(tools["read_sensor"], number) for number in range(1, 13)]
    return round(statistics.fmean(value for value in readings if value is not None), 2)


def attempt(call, argument):
    """Call a tool; None when it fails."""
    try:
        return call(argument)
    except Exception:  # noqa: BLE001 - whatever a tool raises
        return None


@solves("recovery-3")
def sentence(tools, folder):
    places = ("first", "second", "third", "fourth")
    return " ".join(attempt(tools["get_word"], place) or tools["get_word"](place) for place in places)


@solves("recovery-4")
def booked(tools, folder):
    texts = re.findall(r"'([^']*)'", prompt("recovery-4"))
    plain = [re.sub(r"\((.*)\)", r"-\1", text).replace(",", "") for text in texts]
    return round(sum(attempt(float, text) or 0 for text in plain), 2)


@solves("recovery-5")
def articles(tools, folder):
    return sum(tools["pieces_in_stock"](code) for code in ("AB-0007", "CD-0130", "EF-0022", "GH-1200"))


@solves("recovery-6")
def managers_above(tools, folder):
    def above(person):
        manager = tools["manager_of"](person)
        return 0 if manager is None else 1 + above(manager)

    return {"Kim": above("Kim"), "Pia": above("Pia"), "Oda": above("Oda"), "Rex": -1}


def rows_of(path):
    """Read a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@solves("files-1")
def norwegian_sum(tools, folder):
    rows = rows_of(folder / "orders.csv")
    return round(sum(float(row["amount"]) for row in rows if row["country"] == "NO"), 2)


@solves("files-2")
def rust_people(tools, folder):
    members = json.loads((folder / "team.json").read_text(encoding="utf-8"))["members"]
    return sorted(member["name"] for member in members if "rust" in member["skills"])


@solves("files-3")
def errors_in_log(tools, folder):
    found = re.findall(r"(?m)^(\d\d:\d\d):\d\d ERROR", (folder / "server.log").read_text(encoding="utf-8"))
    return [len(found), Counter(sorted(found)).most_common(1)[0][0]]


@solves("files-4")
def highest_station(tools, folder):
    values = {}
    for row in rows_of(folder / "measurements.csv"):
        if (value := attempt(float, row["value"])) is not None:
            values.setdefault(row["station"], []).append(value)
    means = Counter({station: statistics.fmean(numbers) for station, numbers in values.items()})
    station, mean = means.most_common(1)[0]
    return [station, round(mean, 2)]


@solves("files-5")
def revenue(tools, folder):
    listed = {row["code"]: row for row in rows_of(folder / "products.csv")}
    totals = Counter()
    for sale in rows_of(folder / "sales.csv"):
        if row := listed.get(sale["code"]):
            totals[row["category"] or "other"] += float(row["price"]) * int(sale["quantity"])
    return {category: round(total, 2) for category, total in totals.items()}


@solves("files-6")
def pieces_at_end(tools, folder):
    counts = {"east": 100, "west": 100, "dock": 100, "skipped": 0}
    for line in (folder / "movements.jsonl").read_text(encoding="utf-8").splitlines():
        event = json.loads(line)
        taken = 0 if event["type"] == "add" else event["pieces"]
        if taken > counts[event["place"]]:
            counts["skipped"] += 1
            continue
        counts[event["place"]] -= taken
        counts[event.get("to", event["place"])] += 0 if event["type"] == "remove" else event["pieces"]
    return counts


def prompt(task: str) -> str:
    """Return the prompt of a task."""
    return chosen(ids=[task])[0].prompt


def solved(task: Task, folder: Path) -> object:
    """Run the reference solution of a task on its own tools and files."""
    task.place(folder)
    return SOLUTIONS[task.id]({tool.__name__: tool for tool in task.tools()}, folder)


class TestAnswerKeys:
    @pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
    def test_answer_key(self, task, tmp_path):
        """The answer of a task is what an independent solution computes."""
        assert solved(task, tmp_path) == task.answer

    @pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)
    def test_own_check(self, task, tmp_path):
        """The check of a task takes its own answer, and no missing one."""
        assert task.right(json.loads(json.dumps(task.answer)))
        assert not task.right(None)


class TestTaskSet:
    def test_every_kind(self):
        """Each kind has at least six tasks, a third of them held out."""
        for kind in KINDS:
            tasks = chosen(kinds=[kind])
            assert len(tasks) >= 6
            assert sum(task.held_out for task in tasks) * 3 == len(tasks)

    def test_ids(self):
        """Ids are unique and start with the kind."""
        assert len({task.id for task in TASKS}) == len(TASKS)
        assert all(task.id.startswith(task.kind.replace(" ", "-")) for task in TASKS)

    def test_same_files(self, tmp_path):
        """Data files are the same every time."""
        first = [make() for task in TASKS for make in task.files.values()]
        assert first == [make() for task in TASKS for make in task.files.values()]

    def test_fresh_tools(self):
        """A tool that remembers starts anew for each run."""
        task = chosen(ids=["recovery-3"])[0]
        for _ in range(2):
            (get_word,) = task.tools()
            with pytest.raises(TimeoutError):
                get_word("first")

    def test_stated_form(self):
        """Every prompt says which form the answer has."""
        assert all("Answer with" in task.prompt for task in TASKS)

    def test_described_tools(self):
        """Every tool has a docstring and typed parameters."""
        for tool in (tool for task in TASKS for tool in task.tools()):
            assert tool.__doc__
            assert "return" in tool.__annotations__
