"""Make sales.csv: three thousand invented sales, the same on every machine."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

ROWS = 3000
REGIONS = ("north", "south", "east", "west")
PRODUCTS = {
    "lamp": ("light", 24.90),
    "bulb": ("light", 4.50),
    "chair": ("furniture", 79.00),
    "desk": ("furniture", 219.00),
    "shelf": ("furniture", 58.50),
    "mug": ("kitchen", 7.80),
    "kettle": ("kitchen", 34.00),
    "rug": ("textile", 112.00),
}


def draws(seed: int) -> Iterator[int]:
    """Yield whole numbers below 2**16; the module `random` may change between versions of Python."""
    while True:
        seed = (seed * 1103515245 + 12345) % 2**31
        yield seed >> 15


def rows() -> Iterator[tuple[object, ...]]:
    """Yield the sales in the order of their dates."""
    drawn = draws(2025)
    for index in range(ROWS):
        day = date(2025, 1, 1) + timedelta(days=index * 365 // ROWS)
        product = list(PRODUCTS)[next(drawn) % len(PRODUCTS)]
        category, price = PRODUCTS[product]
        yield (
            day,
            REGIONS[next(drawn) % 7 % 4],
            product,
            category,
            next(drawn) % 9 + 1,
            f"{price:.2f}",
        )


if __name__ == "__main__":
    with Path(__file__).with_name("sales.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("date", "region", "product", "category", "quantity", "unit_price"))
        writer.writerows(rows())
