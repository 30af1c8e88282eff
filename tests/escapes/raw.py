"""Workers without the language layer, jailed or not: what the operating system alone holds."""

from pathlib import Path

from codenode.executors.sandbox import SandboxExecutor

SOURCE = Path(__file__).with_name("raw_worker.py")
EVERYTHING = ("namespaces", "capabilities", "landlock", "seccomp")


class RawExecutor(SandboxExecutor):
    """Forks workers that run any Python."""

    boot = (
        f"import sys; sys.path += {{paths}}; exec(open({str(SOURCE)!r}).read()); "
        "from codenode.worker.zygote import main; main({descriptor})"
    )


class FreeExecutor(RawExecutor):
    """The same without any jail: to see that an attack reaches its target when nothing holds it."""

    level = "process"

    def __init__(self):
        super().__init__(without=EVERYTHING)

    def start(self, opening):
        """Return a worker that claims nothing."""
        connection = super().start(opening)
        connection.level = "process"
        return connection
