"""Which tasks are about strings?"""

from codenode.evaluation.answers import Check
from codenode.evaluation.task import Task

WIND = (
    "The wind turned in the night, and in the morning the harbour lay still. No boat left. The fishermen "
    "mended nets and waited for the wind, for without wind the harbour is only a pond, and a pond feeds "
    "nobody. Towards noon a small cloud rose behind the lighthouse, and one of the fishermen pointed at it "
    "and laughed, because a small cloud there means wind before evening."
)

TASKS = (
    Task(
        id="strings-1",
        kind="strings",
        prompt="How many vowels (a, e, i, o, u, in either case) are in this sentence? 'An owl, an otter "
        "and Eleven Idle Urchins argued outside the old Observatory.' Answer with an integer.",
        answer=26,
    ),
    Task(
        id="strings-2",
        kind="strings",
        prompt="The text 'esp vpj wtpd fyopc esp qwle dezyp mj esp rlep' was made by moving every letter "
        "of a sentence 11 places forward in the alphabet, going on at 'a' after 'z'; spaces were "
        "kept. Answer with the original sentence in lower case.",
        answer="the key lies under the flat stone by the gate",
        check=Check(loose=True),
    ),
    Task(
        id="strings-3",
        kind="strings",
        prompt="Which word of at least four letters occurs most often in the following text, ignoring case "
        f"and punctuation, and how often? Answer with a list [word in lower case, count].\n\n{WIND}",
        answer=["wind", 4],
        check=Check(loose=True),
    ),
    Task(
        id="strings-4",
        kind="strings",
        prompt="What is the longest run of neighbouring letters in "
        "'xqabacabadabarotavatoradnelevelendakayakz' that reads the same backwards? Answer with "
        "those letters as a string.",
        answer="adnelevelenda",
        held_out=True,
    ),
    Task(
        id="strings-5",
        kind="strings",
        prompt="Compress 'wwwwbbbwwwwwwwwwwwwbcccccaab' by writing each run of equal letters as the letter "
        "followed by the length of the run, also when the length is 1 (so 'aab' becomes 'a2b1'). "
        "Answer with the compressed string.",
        answer="w4b3w12b1c5a2b1",
        check=Check(loose=True),
    ),
    Task(
        id="strings-6",
        kind="strings",
        prompt="Add the Roman numerals MCMXCIV, CDXLIV, DCCCXC, XCIX and XLVIII. Answer with the sum as a "
        "Roman numeral in upper case.",
        answer="MMMCDLXXV",
        held_out=True,
    ),
)
