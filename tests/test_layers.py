"""The floors hold: imports go down only, and the worker stands alone."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "codenode"

FLOORS = (
    ("worker",),
    ("types", "errors", "given"),
    (
        "bookmarks",
        "effects",
        "executors",
        "snapshots",
        "tools",
        "tracing",
        "prompts",
        "models",
        "parsing",
        "budget",
        "journal",
        "lineage",
        "pausing",
        "planning",
        "policy",
        "readable",
        "satisfiable",
        "signals",
        "turns",
    ),
    ("state", "schemas", "memory", "compaction", "runs", "answers", "intake", "quoting"),
    ("nodes",),
    ("agent", "acting", "artifacts", "node", "python_tool", "middleware", "session", "handoff", "serving"),
    ("escapes",),
    ("cli", "testing", "evaluation"),
)
FLOOR = {name: number for number, names in enumerate(FLOORS) for name in names}
# What a review of a library may import, once the code has asked for it.
LIBRARIES = ("numpy", "pandas", "scipy", "sympy", "mpmath", "matplotlib", "PIL", "sklearn", "joblib")
MODULES = sorted(ROOT.rglob("*.py"))


def part(path: Path) -> str:
    """Return the top-level part of the package a file belongs to; empty for the door."""
    inside = path.relative_to(ROOT).parts
    return inside[0].removesuffix(".py") if inside[0] != "__init__.py" else ""


def imported(path: Path) -> list[str]:
    """Return the dotted names a file imports, lazy ones included."""
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("path", [path for path in MODULES if part(path)], ids=lambda p: str(p.relative_to(ROOT)))
class TestFloors:
    def test_imports_go_down(self, path):
        """A module imports from its own floor or a lower one."""
        own = FLOOR[part(path)]
        for name in imported(path):
            if name.startswith("codenode."):
                assert FLOOR[name.split(".")[1]] <= own, f"{path.name} imports {name}"

    def test_libraries_come_late(self, path):
        """A review imports its library inside functions only."""
        names = [name.partition(".")[0] for name in at_start(path)]
        assert not set(names) & {*LIBRARIES}

    def test_worker_stands_alone(self, path):
        """The worker imports the standard library and RestrictedPython; only executors import the worker."""
        names = imported(path)
        if part(path) == "worker":
            allowed = {*sys.stdlib_module_names, "RestrictedPython", *LIBRARIES * ("libraries" in path.parts)}
            assert all(n.split(".")[0] in allowed or n.startswith("codenode.worker.") for n in names)
        elif part(path) not in {"executors", "escapes", "testing"}:
            assert not [n for n in names if n.startswith("codenode.worker")]


class TestCycles:
    def test_no_module_imports_itself_in_a_ring(self):
        """Module-level imports form no cycle."""
        edges = {dotted(path): set(top_level(path)) for path in MODULES}
        known = set(edges)
        graph = {m: {n if n in known else n.rpartition(".")[0] for n in ns} & known for m, ns in edges.items()}
        while leaves := [module for module, targets in graph.items() if not targets - {module}]:
            for module in leaves:
                del graph[module]
            graph = {m: ts - set(leaves) for m, ts in graph.items()}
        assert not graph


def dotted(path: Path) -> str:
    """Return the module name of a file."""
    inside = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(inside[:-1] if inside[-1] == "__init__" else inside)


def at_start(path: Path) -> list[str]:
    """Return what a file's own statements import, from anywhere."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    plain = [alias.name for node in body if isinstance(node, ast.Import) for alias in node.names]
    return plain + [str(node.module) for node in body if isinstance(node, ast.ImportFrom)]


def top_level(path: Path) -> list[str]:
    """Return what a file imports when it is imported."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("codenode"):
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found
