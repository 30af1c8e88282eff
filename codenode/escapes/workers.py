"""Workers for the corpus: the default ones with a trap, those with the jail alone, those with nothing."""

from codenode.executors.base import Executor, Level, Opening
from codenode.executors.choose import choose
from codenode.executors.jailed import JailedConnection
from codenode.executors.process import BOOT as PROCESS_BOOT
from codenode.executors.process import ProcessExecutor
from codenode.executors.sandbox import BOOT, SandboxExecutor

EVERYTHING = ("namespaces", "capabilities", "landlock", "seccomp")


def _with(boot: str, module: str) -> str:
    return boot.replace("; from", f"; import codenode.escapes.{module}; from", 1)


class TrappedSandbox(SandboxExecutor):
    """Jailed workers in which attacks find their stand-ins."""

    boot = _with(BOOT, "trapped")


class TrappedProcess(ProcessExecutor):
    """The same where there is no jail."""

    boot = _with(PROCESS_BOOT, "trapped")


class RawExecutor(SandboxExecutor):
    """Jailed workers that run any Python."""

    boot = _with(BOOT, "raw_worker")


class FreeExecutor(RawExecutor):
    """The same without any jail: to see that an attack reaches its target when nothing holds it."""

    level: Level = "process"

    def __init__(self) -> None:
        super().__init__(without=EVERYTHING)

    def start(self, opening: Opening) -> JailedConnection:
        """Return a worker that claims nothing."""
        connection = super().start(opening)
        connection.level = "process"
        return connection


def trapped() -> Executor:
    """Return what `executor="auto"` takes on this machine, with the trap."""
    return TrappedSandbox() if choose("auto").level == "sandbox" else TrappedProcess()
