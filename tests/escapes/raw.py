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
