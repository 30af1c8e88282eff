"""The graphs of the gallery as modules, and ways to run them."""

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "graphs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))


def loaded(name: str, folder: Path = FOLDER) -> ModuleType:
    """Return a graph's module."""
    spec = importlib.util.spec_from_file_location(f"graph_{name}", folder / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def ran(driver: str, graph, given, thread: str = "t") -> dict:
    """Run a graph with one of its drivers."""
    config = {"configurable": {"thread_id": thread}}
    return graph.invoke(given, config) if driver == "sync" else await graph.ainvoke(given, config)


def says(result: dict) -> list[tuple[str | None, str]]:
    """Return who said what."""
    return [(message.name, message.text) for message in result["messages"]]
