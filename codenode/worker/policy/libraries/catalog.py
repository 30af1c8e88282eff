"""Which libraries were reviewed, and where is the review?"""

import importlib
import os
import warnings
from contextlib import suppress
from types import ModuleType

# The name one imports, and our module about it; the tables are read when the caller asks for the library.
ROOTS = {
    "numpy": "numpy",
    "pandas": "pandas",
    "scipy": "scipy",
    "sympy": "sympy",
    "matplotlib": "matplotlib",
    "mpl_toolkits": "matplotlib",
    "PIL": "pillow",
    "sklearn": "sklearn",
}
SOON = {
    "matplotlib": ("numpy.random",),  # native, and numpy itself loads it late
    "pandas": ("openpyxl",),
    "scipy": ("scipy.stats", "scipy.optimize", "scipy.signal", "scipy.interpolate"),
    "sklearn": ("sklearn.linear_model", "sklearn.ensemble", "sklearn.model_selection", "sklearn.pipeline"),
    "PIL": ("PIL.Image", "PIL.ImageDraw", "PIL.ImageFont", "PIL.PngImagePlugin"),
}
# Read by native code when it is loaded, long after the worker gave up its environment. A jailed worker cannot
# start threads, and some libraries die of that.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
COMPANIONS = {"mpl_toolkits": "matplotlib"}


def review_of(name: str) -> ModuleType | None:
    """Return our module about the library that a module belongs to, None if nobody reviewed it."""
    library = ROOTS.get(name.partition(".")[0])
    return importlib.import_module(f"codenode.worker.policy.libraries.{library}") if library else None


def table_of(name: str) -> dict[str, str]:
    """Return the reviewed names of each module of a library; empty if nobody reviewed it."""
    library = ROOTS.get(name.partition(".")[0])
    if library is None:
        return {}
    table: dict[str, str] = importlib.import_module(f"codenode.worker.policy.libraries.{library}_names").NAMES
    return table


def names_of(name: str) -> list[str]:
    """Return what the code may see of a reviewed module."""
    library = ROOTS[name.partition(".")[0]]
    tables = importlib.import_module(f"codenode.worker.policy.libraries.{library}_names")
    own: str = tables.NAMES[name]
    parent: str | None = getattr(tables, "MIRRORS", {}).get(name)
    return [*own.split(), *(tables.NAMES[parent].split() if parent else ())]


def children_of(name: str) -> dict[str, str]:
    """Return the reviewed modules that a reviewed module shows, by the attribute's name."""
    table = table_of(name)
    found = {path.rpartition(".")[2]: path for path in table if path.rpartition(".")[0] == name}
    also = getattr(review_of(name), "children", None)
    return found | also(name) if also else found


def is_reviewed(name: str) -> bool:
    """Say whether this very module was reviewed."""
    return name in table_of(name)


def loaded(name: str) -> ModuleType:
    """Import a reviewed module; at the first of its library, draw the teeth."""
    library = ROOTS[name.partition(".")[0]]
    review = review_of(name)
    first = library not in _PREPARED
    if first:
        os.environ.update(ONE_THREAD)
        getattr(review, "before", _nothing)()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        real = importlib.import_module(name)
        if first:
            getattr(review, "after", _nothing)()
            _PREPARED.add(library)
    return real


def preload(name: str) -> None:
    """Import a reviewed module, and what the code will want of it soon."""
    loaded(name)
    for other in SOON.get(name, ()):
        with suppress(ImportError):
            importlib.import_module(other)


# What was done to the libraries of this process: it is done to all rooms, and once.
_PREPARED: set[str] = set()


def _nothing() -> None:
    """Leave the library as it is."""
