"""What would differ from run to run: random numbers, ids, hashes from a seed; clocks recorded and played back."""

import subprocess
import sys
import time

import pytest
from sample import QUICK

from codenode import ConfigurationError, Limits, Memory, open_session
from codenode.effects import drive
from codenode.executors.choose import choose
from codenode.executors.sessions import Session
from codenode.worker.chance import Chance
from codenode.worker.policy.compiler import compile_action
from codenode.worker.policy.room import Room
from codenode.worker.reads import MOST, Reads

EXECUTORS = ["process", "inprocess"]
HOST = """
import random
from codenode import open_session
random.seed(1)
before = random.getstate()
with open_session(executor="inprocess") as session:
    session.run("import random, statistics\\nrandom.seed(3)\\nrandom.random()")
print(random.getstate() == before)
"""


def seen(code, *, seed=7, executor="process", imports=()):
    """Run code in a fresh session of a seed; return what it printed."""
    with open_session(seed=seed, executor=executor, imports=imports, limits=Limits(seconds=20)) as session:
        observed = session.run(code)
    assert observed["fault"] is None
    return observed["output"]


@pytest.fixture
def ran():
    """Run an action in one session after another, with readings played back."""
    sessions = []

    def run(code, *, reads=(), fresh=True):
        if fresh or not sessions:
            sessions.append(Session(executor=choose("process"), limits=QUICK))
        session = sessions[-1]
        observed = drive(session.run(code, calls=lambda _: None, tell=lambda _: None, reads=reads))
        return observed["output"], session.reads, observed["status"]

    yield run
    for session in sessions:
        session.close()


class TestSeed:
    @pytest.mark.parametrize("executor", EXECUTORS)
    @pytest.mark.parametrize(
        "code",
        [
            "import random\nprint(random.random(), random.choice('abc'), random.sample(range(99), 5), random.randbytes(4))",
            "import random\nprint([random.Random().random() for _ in range(3)])",
            "import random\nrandom.seed()\nprint(random.random())\nr = random.Random(3)\nr.seed()\nprint(r.random())",
            "import random\nclass R(random.Random):\n    def twice(self): return self.random() * 2\nprint(R().twice(), R(1).twice())",
            "import uuid\nprint(uuid.uuid4(), uuid.uuid4())",
        ],
    )
    def test_same_seed(self, code, executor):
        """Two sessions of one seed draw the same; those of another seed do not."""
        assert seen(code, executor=executor) == seen(code, executor=executor)
        assert seen(code, executor=executor) != seen(code, seed=8, executor=executor)

    def test_sets_of_texts(self):
        """The order of a set of texts is that of the seed."""
        code = "print({str(n) for n in range(50)}, hash('a'))"
        assert seen(code) == seen(code)
        assert seen(code) != seen(code, seed=8)

    def test_normal_distribution(self):
        """The library's own use of random numbers is seeded, too."""
        code = "from statistics import NormalDist\nprint(NormalDist().samples(3))"
        assert seen(code) == seen(code)

    def test_kernel_density(self):
        """Estimates of density draw from the seed, where the library has them."""
        code = "import statistics as s\nprint(s.kde_random([1, 2, 3], 1.0)() if hasattr(s, 'kde_random') else '')"
        assert seen(code) == seen(code)

    def test_numpy(self):
        """Numpy without a seed draws from the session's, in every form."""
        pytest.importorskip("numpy")
        code = (
            "import numpy as np\nr = np.random\n"
            "print(r.rand(), r.default_rng().random(), r.RandomState().rand(), r.Generator(r.PCG64()).random())\n"
            "r.seed()\nprint(r.rand())\nr.seed(3)\nprint(r.rand(), r.default_rng(3).random())"
        )
        assert seen(code, imports=["numpy"]) == seen(code, imports=["numpy"])
        assert seen(code, imports=["numpy"]) != seen(code, seed=8, imports=["numpy"])

    def test_explicit_seed(self, session):
        """`random.seed(42)` is Python's own, from one action to the next."""
        import random

        session.run("import random\nrandom.seed(42)")
        own = random.Random(42)
        expected = [own.random(), own.randint(1, 9), own.gauss(0, 1), own.choice("abc")]
        assert (
            session.run("[random.random(), random.randint(1, 9), random.gauss(0, 1), random.choice('abc')]")["value"]
            == expected
        )

    def test_hosts_numbers(self):
        """A room in the host's process leaves the host's random numbers alone."""
        # In a process of its own: where spans are recorded, their ids are drawn from the host's numbers.
        done = subprocess.run([sys.executable, "-c", HOST], capture_output=True, text=True, check=True)
        assert done.stdout == "True\n"

    def test_streams(self):
        """What one purpose draws does not hang on another."""
        one, other = Chance(1), Chance(1)
        other.stream("b").random()
        assert one.stream("a").random() == other.stream("a").random()

    def test_own_seed(self):
        """A session that was given no seed has one, which another can be given."""
        with open_session() as session:
            first = session.run("import random\nrandom.random()")["value"]
            assert float(seen("import random\nprint(random.random())", seed=session.seed)) == first

    @pytest.mark.parametrize("seed", [-1, 2**32, "1", True, 1.5])
    def test_wrong_seed(self, seed):
        """A seed that is none is the developer's error."""
        with pytest.raises(ConfigurationError, match="seed="):
            open_session(seed=seed)


class TestLineage:
    def test_runs_of_a_thread(self, scripted):
        """Every worker of a thread has the thread's seed; another thread has its own."""
        from langgraph.checkpoint.memory import InMemorySaver
        from sample import asked, block

        reply = block("import random\nfinal_answer(random.random())")
        agent = scripted(reply, reply, reply, reply, checkpointer=InMemorySaver(), memory=Memory(persist="run"))

        def answer(thread):
            return agent.invoke(asked(), {"configurable": {"thread_id": thread}})["structured_response"]

        first = answer("a")
        assert answer("a") == first
        assert answer("b") != first


READS = """
import time, datetime
from datetime import date, datetime as D
t = D.now()
class Mine(D):
    @classmethod
    def now(cls, tz=None): return super().now(tz)
class Plain(D): pass
values = [
    time.time(), time.time_ns(), time.monotonic(), time.perf_counter_ns(), time.process_time(),
    time.localtime(), time.gmtime(), time.ctime(), time.asctime(), time.strftime('%X'),
    D.now(), D.now(datetime.UTC), D.utcnow(), D.today(), date.today(), t.now(), t.today(),
    getattr(D, 'now')(), Mine.now(), Plain.now(), Plain.today(), Plain.utcnow(), list(map(lambda f: f(), [D.now])),
]
import operator
values += [operator.methodcaller('now')(D), operator.attrgetter('today')(D)()]
print(values)
"""


class TestPlayback:
    def test_same_times(self, ran):
        """An action that is given what it read reads the same, by every way to a clock."""
        first, reads, _ = ran(READS)
        second, again, _ = ran(READS, reads=reads)
        assert (second, again) == (first, reads)
        assert len(reads) == 26

    def test_every_way_is_recorded(self, ran):
        """Readings that are made up show in all values: none of them comes from elsewhere."""
        made_up = [10**18 + n * 10**15 for n in range(40)]
        output, _, _ = ran(READS + "print({v.year for v in values if isinstance(v, date)})", reads=made_up)
        assert output.splitlines()[-1] == "{2002}"
        assert time.strftime("%Y") not in output

    def test_further_readings(self, ran):
        """Readings beyond those given are live."""
        output, reads, _ = ran("import time\nprint(time.time_ns())\nprint(time.time_ns() > 10 ** 18)", reads=[5])
        assert output == "5\nTrue\n"
        assert reads[0] == 5

    def test_no_readings(self, ran):
        """An action that reads no clock has none; those of the one before are gone."""
        assert len(ran("import time\nx = time.time()")[1]) == 1
        assert ran("x", fresh=False)[1] == []

    @pytest.mark.parametrize(
        "wait", ["time.time() < t + 3", "time.monotonic() < u + 3", "time.time_ns() < v + 10 ** 10"]
    )
    def test_waiting_loop(self, ran, wait):
        """A loop that waits for a time ends at once, the same way when it is played back."""
        code = f"import time\nn, t, u, v = 0, time.time(), time.monotonic(), time.time_ns()\nwhile {wait}: n += 1\nprint(n, time.time())"
        first, reads, status = ran(code)
        assert (status, len(reads) <= MOST + 5) == ("ok", True)
        assert ran(code, reads=reads)[0] == first

    def test_never_back(self, ran):
        """After a loop that ran ahead of the machine no clock goes back."""
        ran("import time\nt = time.time()\nwhile time.time() < t + 9: pass\nt = time.time()")
        output, _, _ = ran("print(time.time() >= t)", fresh=False)
        assert output == "True\n"

    def test_sleep(self):
        """What the code slept counts in readings that follow from others."""
        reads = Reads()
        for _ in range(MOST):
            last = reads.read("time")
        reads.slept(2.0)
        assert reads.read("time") == last + 2_000_000_000 + 1_000_000


class TestFacades:
    def test_no_native_clock(self):
        """What the facade of `time` hands out of the library itself reads no clock by itself."""
        import time as library

        room = Room(builtins={}, warn=print)
        facade = room.run(compile_action("import time\ntime", "<a>"))
        native = {name for name in vars(facade) if getattr(library, name, None) is vars(facade)[name]}
        names = {"altzone", "daylight", "mktime", "strptime", "struct_time", "timezone", "tzname"}
        assert {name for name in native if name[0] != "_"} <= names

    def test_no_native_numbers(self):
        """No function of the facade of `random` is bound to the process's own generator."""
        import random as library

        room = Room(builtins={}, warn=print)
        facade = room.run(compile_action("import random\nrandom", "<a>"))
        assert library._inst not in [getattr(value, "__self__", None) for value in vars(facade).values()]
        assert facade.Random is not library.Random


class TestNames:
    @pytest.mark.parametrize(
        ("code", "value"),
        [
            ("class C: pass\nc = C()\nc.now = 1\nc.now += 1\nc.now", 2),
            ("class C:\n    def __init__(self): self.now = 0\n    def tick(self): self.now += 1\nc = C()\nc.tick()\nc.now", 1),
            ("class C:\n    def today(self): return 5\nC().today()", 5),
            ("class C:\n    today = 3\n'{0.today}'.format(C)", "3"),
            ("from dataclasses import dataclass\n@dataclass\nclass E:\n    now: int\nE(4).now", 4),
            ("class C:\n    @property\n    def now(self): return 6\nC().now", 6),
            ("from datetime import datetime\nclass D(datetime):\n    now = 3\nD.now", 3),
            ("from datetime import datetime\nclass D(datetime):\n    def __new__(cls, *a, **k): return super().__new__(cls, *a, **k)\n[type(D.now()).__name__, type(D.today()).__name__]", ["D", "D"]),
            ("from datetime import datetime, timezone, timedelta\ndatetime.now(timezone(timedelta(hours=2))).utcoffset().seconds", 7200),
            ("from datetime import datetime, date\n[type(datetime.now()).__name__, type(date.today()).__name__, datetime.now().tzinfo]", ["datetime", "date", None]),
            ("from datetime import datetime\nabs((datetime.now() - datetime.today()).total_seconds()) < 1", True),
            ("import time\nfrom datetime import datetime\nabs(datetime.now().timestamp() - time.time()) < 1", True),
        ],
    )  # fmt: skip
    def test_names(self, session, code, value):
        """The names of clocks are names like others wherever they read none."""
        assert session.run(code)["value"] == value

    def test_pandas(self):
        """Time stamps of pandas are recorded, too."""
        pytest.importorskip("pandas")
        code = "import pandas as pd\nprint(pd.Timestamp.now() > pd.Timestamp(2020, 1, 1), pd.Timestamp.now('UTC').tz, type(pd.Timestamp.today()).__name__)"
        assert seen(code, imports=["pandas"]).split() == ["True", "UTC", "Timestamp"]
