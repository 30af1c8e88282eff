"""Scikit-learn computes in one thread and fetches nothing; models are not stored."""

from collections.abc import Callable
from operator import attrgetter

from codenode.worker.policy.names import is_harmless
from codenode.worker.policy.outlets import Outlets


def after() -> None:
    """Turn on what its users turn on by an import; whatever `n_jobs` says, stay in one process."""
    import joblib  # noqa: PLC0415 - the code has asked for it
    import sklearn.experimental.enable_halving_search_cv  # noqa: PLC0415
    import sklearn.experimental.enable_iterative_imputer  # noqa: PLC0415
    import sklearn.feature_selection  # noqa: PLC0415
    import sklearn.utils.parallel  # noqa: PLC0415

    sklearn.feature_selection._base.attrgetter = _attrgetter  # noqa: SLF001 - the name by which it calls it
    joblib.parallel_config(backend="sequential")
    # Looks for the numeric libraries of this process, once.
    getattr(sklearn.utils.parallel, "_get_threadpool_controller", object)()


def _attrgetter(path: str) -> Callable[[object], object]:
    """Stand in for `operator.attrgetter`, to which an option of the code's own is handed."""
    if any(not is_harmless(name) for name in path.split(".")):
        raise AttributeError(f"the attribute {path!r} is not accessible here")
    return attrgetter(path)


def replacements(module: str, outlets: Outlets) -> dict[str, object]:  # noqa: ARG001 - as every library
    """Return the names that such an import binds."""
    if module == "sklearn.experimental":
        return {"enable_iterative_imputer": True, "enable_halving_search_cv": True}
    return {}
