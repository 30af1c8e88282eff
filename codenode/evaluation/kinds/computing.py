"""Which computations are asked for?"""

from codenode.evaluation.task import Task

TASKS = (
    Task(
        id="computation-1",
        kind="computation",
        prompt="Add up all whole numbers from 1 to 1000 (both included) that are divisible by 3 or by 5 "
        "but not by both. Answer with the sum as an integer.",
        answer=201003,
    ),
    Task(
        id="computation-2",
        kind="computation",
        prompt="How many prime numbers are smaller than 20000? Answer with an integer.",
        answer=2262,
    ),
    Task(
        id="computation-3",
        kind="computation",
        prompt="What is the remainder when 7 to the power of 22222 is divided by 1000003? Answer with an integer.",
        answer=345063,
        held_out=True,
    ),
    Task(
        id="computation-4",
        kind="computation",
        prompt="A debt is 12000.00. Every month 0.5 percent of the debt is added as interest, then 350.00 "
        "is paid back. Counting the first month as 1, in which month does the debt reach zero or "
        "less? Answer with an integer.",
        answer=38,
    ),
    Task(
        id="computation-5",
        kind="computation",
        prompt="Take a start number n. While n is not 1, replace n by n / 2 if it is even and by 3 * n + 1 "
        "if it is odd, and count these replacements. Which start number from 1 to 30000 needs the "
        "most replacements, and how many? Answer with a list of two integers: [start, "
        "replacements].",
        answer=[26623, 307],
    ),
    Task(
        id="computation-6",
        kind="computation",
        prompt="In how many ways can exactly 100 be paid with coins of 1, 2, 5, 10, 20 and 50 when at most "
        "six coins of each value may be used and the order of the coins does not matter? Answer "
        "with an integer.",
        answer=196,
        held_out=True,
    ),
)
