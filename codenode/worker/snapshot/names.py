"""Which objects are kept by their names: builtins, tools, modules, and what facades show.

By name means: by the name under which the code itself can have them. What a facade hides cannot be asked for.
"""

import sys
from collections.abc import Mapping
from types import BuiltinFunctionType, FunctionType, ModuleType

from codenode.worker.policy import facades
from codenode.worker.policy.imports import Imports
from codenode.worker.policy.names import is_dunder

BUILTIN = ""  # stands for the module of the builtins and the tools

Name = tuple[str, str]

# What libraries make their own objects of: pure makers of data, each looked at. No facade shows them.
MAKERS: frozenset[Name] = frozenset(
    (module, name)
    for module, names in {
        "re": "_compile",
        "types": "GenericAlias",
        "numpy": "ndarray dtype",
        "numpy._core.multiarray": "_reconstruct scalar",
        "numpy._core.numeric": "_frombuffer",
        "numpy.core.multiarray": "_reconstruct scalar",
        "numpy.core.numeric": "_frombuffer",
        "numpy.random._pickle": "__generator_ctor __bit_generator_ctor __randomstate_ctor",
        "numpy.random.bit_generator": "SeedSequence __pyx_unpickle_SeedSequence",
        "numpy.ma.core": "_mareconstruct",
        "pandas": """
            DataFrame Series Index RangeIndex MultiIndex CategoricalIndex DatetimeIndex IntervalIndex PeriodIndex
            TimedeltaIndex Categorical CategoricalDtype DatetimeTZDtype PeriodDtype IntervalDtype StringDtype
            Timestamp Timedelta Period Interval BooleanDtype Int8Dtype Int16Dtype Int32Dtype Int64Dtype UInt8Dtype
            UInt16Dtype UInt32Dtype UInt64Dtype Float32Dtype Float64Dtype""",
        "pandas.arrays": """
            ArrowExtensionArray ArrowStringArray BooleanArray Categorical DatetimeArray FloatingArray IntegerArray
            IntervalArray NumpyExtensionArray PeriodArray SparseArray StringArray TimedeltaArray""",
        "pandas._libs.interval": "Interval IntervalMixin __pyx_unpickle_IntervalMixin",
        "pandas._libs.sparse": "IntIndex BlockIndex",
        "pandas._libs.internals": "_unpickle_block",
        "pandas._libs.arrays": "__pyx_unpickle_NDArrayBacked NDArrayBacked",
        "pandas._libs.tslibs.offsets": "__pyx_unpickle_BaseOffset _offset Day Hour Minute Second MonthEnd BusinessDay",
        "pandas._libs.tslibs.timestamps": "_unpickle_timestamp Timestamp",
        "pandas._libs.tslibs.timedeltas": "_timedelta_unpickle Timedelta",
        "pandas._libs.tslibs.period": "Period",
        "pandas._libs.tslibs.nattype": "_nat_unpickle",
        "pandas._libs.missing": "NAType _nat_unpickle",
        "pandas.core.internals.managers": "BlockManager SingleBlockManager",
        "pandas.core.indexes.base": "_new_Index Index",
        "pandas.core.indexes.multi": "MultiIndex",
        "pandas.core.indexes.range": "RangeIndex",
        "pandas.core.indexes.category": "CategoricalIndex",
        "pandas.core.indexes.datetimes": "_new_DatetimeIndex DatetimeIndex",
        "pandas.core.indexes.timedeltas": "TimedeltaIndex",
        "pandas.core.indexes.period": "_new_PeriodIndex PeriodIndex",
        "pandas.core.indexes.interval": "_new_IntervalIndex IntervalIndex",
        "pandas.core.frame": "DataFrame",
        "pandas.core.series": "Series",
        "pandas.core.flags": "Flags",
        "pandas.core.arrays.categorical": "Categorical",
        "pandas.core.arrays.datetimes": "DatetimeArray",
        "pandas.core.arrays.timedeltas": "TimedeltaArray",
        "pandas.core.arrays.period": "PeriodArray",
        "pandas.core.arrays.interval": "IntervalArray",
        "pandas.core.arrays.string_": "StringArray StringDtype",
        "pandas.core.arrays.string_arrow": "ArrowStringArray",
        "pandas.core.arrays.numpy_": "NumpyExtensionArray",
        "pandas.core.arrays.boolean": "BooleanArray BooleanDtype",
        "pandas.core.arrays.integer": "IntegerArray",
        "pandas.core.arrays.floating": "FloatingArray",
        "pandas.core.dtypes.dtypes": (
            "CategoricalDtype DatetimeTZDtype PeriodDtype IntervalDtype NumpyEADtype SparseDtype"
        ),
    }.items()
    for name in names.split()
)

_DEFINED = (type, FunctionType, BuiltinFunctionType)
_ODD: dict[type, str] = {type(None): "NoneType", type(...): "EllipsisType", type(NotImplemented): "NotImplementedType"}


class Names:
    """The names of one room, both ways.

    Args:
        builtins: the room's table, tools included.
        imports: the room's import statement.
    """

    def __init__(self, builtins: Mapping[str, object], imports: Imports) -> None:
        self._builtins = builtins
        self._imports = imports
        self._known: dict[int, Name] = {}
        self._seen: dict[str, int] = {}

    def refresh(self) -> None:
        """Look at what came since: facades the code imported, names they were given."""
        if not self._known:
            self._known.update((id(value), (BUILTIN, name)) for name, value in self._builtins.items())
        for module, facade in list(self._imports.made.items()):
            held = _held(facade)
            if self._seen.get(module) != len(held):
                self._seen[module] = len(held)
                for name, value in held.items():
                    if name[:1] != "_" and type(value) is not ModuleType:
                        self._known.setdefault(id(value), (module, name))

    def of(self, value: object) -> Name | None:
        """Return the name of an object, if the code can have it by one."""
        return self._known.get(id(value)) or (self._at_home(value) if isinstance(value, _DEFINED) else None)

    def _at_home(self, value: object) -> Name | None:
        """Look where a class or a function says it is from: the code may not have imported that."""
        if isinstance(value, type) and value in _ODD:
            return "types", _ODD[value]
        module, name = getattr(value, "__module__", None), getattr(value, "__name__", None)
        if type(module) is not str or type(name) is not str:
            return None
        module = module.removeprefix("_")  # `_operator`, `_io`: the half that is written in C
        if name not in facades.NAMES.get(module, "").split():
            return None
        if getattr(sys.modules.get(module), name, None) is not value:
            return None
        return (module, name) if self.value(module, name) is value else None

    def value(self, module: str, name: str) -> object:
        """Return what the code has by this name.

        Raises:
            LookupError: it has nothing by it, or not any more.
        """
        if module == BUILTIN:
            if is_dunder(name) or name not in self._builtins:
                raise LookupError(f"there is no {name!r} any more")
            return self._builtins[name]
        facade = self._imports.shown(module)
        if name[:1] == "_" or facade is None or not hasattr(facade, name):
            raise LookupError(f"there is no {module}.{name} here")
        return getattr(facade, name)

    def module(self, name: str) -> ModuleType:
        """Return a facade.

        Raises:
            LookupError: the module is not allowed here.
        """
        facade = self._imports.shown(name)
        if facade is None:
            raise LookupError(f"import of {name!r} is not allowed here")
        return facade

    def name_of_module(self, value: ModuleType) -> str | None:
        """Return the name of a facade, None for any other module."""
        return next((name for name, facade in self._imports.made.items() if facade is value), None)


def _held(module: ModuleType) -> dict[str, object]:
    held: dict[str, object] = vars(ModuleType)["__dict__"].__get__(module)
    return held


def is_maker(value: object) -> bool:
    """Say whether a library makes its own objects of it."""
    return (getattr(value, "__module__", None), getattr(value, "__qualname__", None)) in MAKERS


def maker(module: str, name: str) -> object | None:
    """Return what a library makes its own objects of, None where that is not on the list or not loaded."""
    if (module, name) not in MAKERS:
        return None
    home = sys.modules.get(module)
    if home is None and module.partition(".")[0] not in sys.modules:
        return None  # a snapshot loads no library: the code's own imports have been made before
    if home is None:
        home = __import__(module, fromlist=[name])
    return getattr(home, name, None)
