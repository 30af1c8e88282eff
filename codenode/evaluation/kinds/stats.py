"""Which tasks are about statistics?"""

from codenode.evaluation.answers import Check
from codenode.evaluation.task import Task

TASKS = (
    Task(
        id="statistics-1",
        kind="statistics",
        prompt="Compute the mean and the population standard deviation of 14, 18, 11, 27, 9, 22, 19, 30, "
        "16, 12. Answer with a list [mean, standard deviation], each rounded to 3 decimals.",
        answer=[17.8, 6.539],
        check=Check(places=3),
    ),
    Task(
        id="statistics-2",
        kind="statistics",
        prompt="For the numbers 7, 3, 41, 12, 9, 15, 8, 22, 10 take the median, then the absolute distance "
        "of each number from that median. What is the median of these distances? Answer with a "
        "number.",
        answer=3,
    ),
    Task(
        id="statistics-3",
        kind="statistics",
        prompt="What is the Pearson correlation coefficient of x = [2, 4, 5, 7, 9, 12, 15, 18] and y = "
        "[50, 47, 48, 41, 39, 30, 31, 22]? Answer with a number rounded to 4 decimals.",
        answer=-0.9797,
        check=Check(places=4),
    ),
    Task(
        id="statistics-4",
        kind="statistics",
        prompt="Judges gave (mark, weight): (7.5, 2), (8.0, 1), (6.0, 3), (9.5, 1), (5.0, 2), (8.5, 2), "
        "(7.0, 1). Leave out the judge with the highest mark and the judge with the lowest mark, "
        "then take the weighted mean of the remaining marks. Answer with a number rounded to 3 "
        "decimals.",
        answer=7.222,
        check=Check(places=3),
        held_out=True,
    ),
    Task(
        id="statistics-5",
        kind="statistics",
        prompt="Fit a straight line y = a + b * x by least squares to the points (1, 3.1), (2, 4.9), (4, "
        "9.4), (5, 10.8), (7, 15.2), (8, 16.9), (10, 21.3). Which y does the line give for x = 20? "
        "Answer with a number rounded to 2 decimals.",
        answer=41.3,
        check=Check(places=2),
    ),
    Task(
        id="statistics-6",
        kind="statistics",
        prompt="Sort these values: 12, 15, 14, 10, 48, 13, 16, 11, 17, 14, 2, 15, 13, 31, 12, 18, -9. The "
        "quartile at share p lies at position p * (n - 1) of the sorted values, counted from 0, "
        "with linear interpolation between neighbours. Let q1 and q3 be the quartiles at 0.25 and "
        "0.75. Which values are below q1 - 1.5 * (q3 - q1) or above q3 + 1.5 * (q3 - q1)? Answer "
        "with the list of these values in ascending order.",
        answer=[-9, 2, 31, 48],
        held_out=True,
    ),
)
