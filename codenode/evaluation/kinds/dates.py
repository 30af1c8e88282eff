"""Which tasks are about dates and times?"""

from codenode.evaluation.answers import Check
from codenode.evaluation.task import Task

TASKS = (
    Task(
        id="dates-1",
        kind="dates",
        prompt="How many days after 2023-11-17 is 2026-03-02? Answer with an integer.",
        answer=836,
    ),
    Task(
        id="dates-2",
        kind="dates",
        prompt="Which day of the week is 10000 days after 1969-07-20? Answer with its English name.",
        answer="Thursday",
        check=Check(loose=True),
    ),
    Task(
        id="dates-3",
        kind="dates",
        prompt="How many times does the 13th day of a month fall on a Friday in the years 2001 to 2030, both "
        "included? Answer with an integer.",
        answer=52,
    ),
    Task(
        id="dates-4",
        kind="dates",
        prompt="Count the working days (Monday to Friday) from 2024-02-26 to 2024-04-05, both included, "
        "without the holidays 2024-03-08, 2024-03-29, 2024-03-31 and 2024-04-01. Answer with an integer.",
        answer=27,
        held_out=True,
    ),
    Task(
        id="dates-5",
        kind="dates",
        prompt="A club meets on the last Thursday of every month. On which dates does it meet from March to "
        "August 2027? Answer with the list of the six dates as text in the form 'YYYY-MM-DD', in order.",
        answer=["2027-03-25", "2027-04-29", "2027-05-27", "2027-06-24", "2027-07-29", "2027-08-26"],
    ),
    Task(
        id="dates-6",
        kind="dates",
        prompt="A machine ran in these intervals of one day: 06:10-07:45, 07:30-08:20, 09:05-11:50, "
        "10:15-10:55, 11:50-12:30, 14:40-16:05, 15:55-18:25, 22:50-23:59. Some of them overlap. For how many "
        "minutes in all was it running? Answer with an integer.",
        answer=629,
        held_out=True,
    ),
)
