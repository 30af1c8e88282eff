"""A session and its snapshots: what a step stores, what comes back, when."""

from codenode import Limits, open_session


class TestSession:
    def test_lost_worker_comes_back(self, snapshots):
        """A killed worker's variables are as they were at the last save; the observation says so."""
        with open_session(snapshots=snapshots, thread="t", limits=Limits(seconds=0.5, grace=0.2)) as session:
            session.run("x = [1]")
            session.save()
            session.run("late = 1")
            seen = session.run("x.append(2)\nsum(range(10**12))")
            assert seen["status"] == "timeout"
            assert "back as they were" in seen["fault"]["hint"]
            assert session.run("x")["value"] == [1]
            assert "worker was replaced" in session.run("late")["fault"]["hint"]

    def test_nothing_changed(self, snapshots, tmp_path):
        """The same variables are the same snapshot, and cost nothing."""
        with open_session(snapshots=snapshots, thread="t") as session:
            session.run("x = list(range(10_000))\nclass A: pass\na = A()")
            first = session.save()
            before = sorted(tmp_path.rglob("*"))
            session.run("x[0]")
            assert session.save() == first
            assert sorted(tmp_path.rglob("*")) == before

    def test_small_change(self, snapshots, tmp_path):
        """A change of one variable stores about that variable."""
        source = "import random\nbig = [random.random() for _ in range(20_000)]\nmany = {f'k{n}': n for n in range(5000)}\nn = 0"
        with open_session(snapshots=snapshots, thread="t") as session:
            session.run(source)
            assert session.save()["size"] > 200_000
            before = size_of(tmp_path)
            session.run("n += 1")
            session.save()
            assert size_of(tmp_path) - before < 4_000

    def test_goes_back(self, snapshots):
        """Any earlier snapshot can be gone back to."""
        with open_session(snapshots=snapshots, thread="t") as session:
            kept = []
            for number in range(3):
                session.run(f"x = {number}")
                kept.append(session.save())
            for number in (1, 0, 2):
                session.restore(kept[number])
                assert session.run("x")["value"] == number

    def test_after_a_restore_nothing_is_sent_twice(self, snapshots, tmp_path):
        """A restored session saves into the parts it came from."""
        with open_session(snapshots=snapshots, thread="t") as session:
            session.run("x = list(range(50_000))\ndef f(): return 1")
            kept = session.save()
        before = size_of(tmp_path)
        with open_session(snapshots=snapshots, thread="t", snapshot=kept) as session:
            session.run("y = 1")
            session.save()
        assert size_of(tmp_path) - before < 4_000

    def test_knows_its_variables(self, snapshots):
        """A session that begins with a snapshot falls back to it when its worker is lost at the first action."""
        with open_session(snapshots=snapshots, thread="t") as session:
            session.run("x = 1")
            kept = session.save()
        limits = Limits(seconds=0.5, grace=0.2)
        with open_session(snapshots=snapshots, thread="t", snapshot=kept, limits=limits) as session:
            assert session.run("y = 1\nsum(range(10**12))")["status"] == "timeout"
            assert session.run("x")["value"] == 1
            assert session._session.lost == []

    def test_before_the_first_action(self, snapshots):
        """There is nothing to save yet."""
        with open_session(snapshots=snapshots, thread="t") as session:
            assert session.save() is None

    def test_one_at_a_time(self, snapshots):
        """A save in the middle of an action is refused."""

        def meddle() -> None:
            """Save while the action runs."""
            session.save()

        with open_session(snapshots=snapshots, thread="t", tools=[meddle]) as session:
            assert "runs an action already" in session.run("meddle()")["fault"]["message"]

    def test_seed_of_the_snapshot(self, snapshots):
        """A session that begins with a snapshot has its seed."""
        with open_session(snapshots=snapshots, thread="t", seed=7) as session:
            session.run("x = 1")
            kept = session.save()
        with open_session(snapshots=snapshots, thread="t", snapshot=kept) as session:
            session.run("x")
            assert session.seed == 7

    async def test_cancelled(self, snapshots):
        """A cancelled save ends the worker, whose stream is in the middle of something; the session goes on."""
        async with open_session(snapshots=snapshots, thread="t") as session:
            await session.arun("x = list(range(200_000))")
            steps = session._session.save()
            next(steps)
            steps.close()
            assert (await session.arun("1"))["value"] == 1


def size_of(folder):
    """Return the bytes of a folder's files but the manifests, whose size follows the number of parts."""
    return sum(path.stat().st_size for path in folder.rglob("parts/*"))
