"""Which names may source code write, and which need a guard."""

# ruff: noqa: SIM905 - a table of names reads better as text

from RestrictedPython.transformer import INSPECT_ATTRIBUTES

# Guards stand in the namespace under names that no source can spell or shadow.
READ = "<read>"
PRIVATE = "<private>"
WRITE = "<write>"
SELF = "<self>"
TYPE = "<type>"
OWN = "<own>"
EXCEPTION = "<Exception>"
NEW = "<new>"
AWAITED = "<awaited>"
JOINED = "<joined>"

# Doors into frames, code and cells. RestrictedPython's table, and what later Pythons and old habits add.
INSPECT = INSPECT_ATTRIBUTES | frozenset(
    """
    f_lasti f_lineno f_trace_lines f_trace_opcodes tb_lasti tb_lineno cell_contents
    co_consts co_names co_varnames co_freevars co_cellvars co_linetable co_exceptiontable co_filename co_lines
    co_positions co_lnotab gi_suspended cr_suspended ag_suspended
    func_closure func_code func_globals im_class im_func im_self _new_member_
    """.split()
)

# Methods of numpy and pandas that open files, evaluate strings or hand out raw memory.
LIBRARY = frozenset(
    "tofile dump dumps ctypes cffi to_pickle to_sql to_hdf to_parquet to_orc to_feather from_file eval query".split()
)
# Methods of pandas that take the name of a method as data.
DISPATCH = frozenset("agg aggregate apply transform pivot_table".split())
# Names whose verdict hangs on the object: the guard decides by what comes out.
# Those of asyncio's tasks hand out frames, the loop and the context of its callbacks.
BY_RESULT = frozenset(
    """
    format format_map mro register vformat get_field get_value get_loop get_stack print_stack get_context
    """.split()
)
SENSITIVE = LIBRARY | DISPATCH | BY_RESULT | {"obj"}

_OPERATORS = """
    __lt__ __le__ __eq__ __ne__ __gt__ __ge__
    __add__ __radd__ __iadd__ __sub__ __rsub__ __isub__ __mul__ __rmul__ __imul__
    __truediv__ __rtruediv__ __itruediv__ __floordiv__ __rfloordiv__ __ifloordiv__
    __mod__ __rmod__ __imod__ __divmod__ __rdivmod__ __pow__ __rpow__ __ipow__
    __matmul__ __rmatmul__ __imatmul__ __and__ __rand__ __iand__ __or__ __ror__ __ior__
    __xor__ __rxor__ __ixor__
    __lshift__ __rlshift__ __ilshift__ __rshift__ __rrshift__ __irshift__
    __neg__ __pos__ __abs__ __invert__ __int__ __float__ __complex__
    __round__ __trunc__ __floor__ __ceil__
    __repr__ __str__ __bytes__ __format__ __hash__ __bool__ __len__ __length_hint__
    __getitem__ __setitem__ __delitem__ __contains__ __iter__ __next__ __reversed__ __missing__
    __call__ __enter__ __exit__ __copy__ __aenter__ __aexit__ __aiter__ __anext__ __await__
"""
# Left out on purpose: __getattr__ and its kin, __del__, __reduce__ and its kin, __deepcopy__ (it is handed
# the table by which `copy` trusts objects), __array_interface__, and every other dunder by which a trusted
# library takes orders from an object.
METHODS = frozenset(_OPERATORS.split()) | frozenset(
    """
    __init__ __new__ __post_init__ __init_subclass__ __class_getitem__ __set_name__ __get__ __set__ __delete__
    """.split()
)
CLASS_NAMES = METHODS | {"__slots__", "__match_args__", "__doc__"}

# Loaded natively from anything: text, or what an operator does anyway.
READABLE = frozenset(_OPERATORS.split()) | frozenset(
    """
    __name__ __qualname__ __doc__ __module__ __version__ __slots__ __match_args__ __cause__ __notes__ __value__
    """.split()
)
# Methods of dates that read a clock; on anything else they are names like others.
CLOCKS = frozenset("now utcnow today".split())
CONSTRUCTORS = frozenset("__init__ __new__ __post_init__ __init_subclass__".split())
GUARDED = SENSITIVE | CLOCKS | CONSTRUCTORS | {"__class__", "__members__", "__setattr__", "__delattr__"}
STORABLE = frozenset({"__name__", "__qualname__", "__doc__"})
NAMEDTUPLE = frozenset("_replace _asdict _fields _make _field_defaults".split())

# What asyncio joins awaitables with, and by which names the one that it takes first is passed.
JOINERS = frozenset("gather create_task ensure_future wait wait_for as_completed shield".split())
JOINED_FIRST = frozenset("coro_or_future coro fut fs arg value".split())

# Catching these would swallow a time-out or the end of the run.
UNCATCHABLE = frozenset("BaseException KeyboardInterrupt SystemExit GeneratorExit BaseExceptionGroup".split())


def is_dunder(name: str) -> bool:
    """Say whether the name belongs to the language."""
    return name[:2] == "__" == name[-2:] and len(name) > 4


def is_harmless(name: str) -> bool:
    """Say whether loading this attribute needs no guard, whatever the object."""
    return name[:1] != "_" and name not in SENSITIVE and name not in CLOCKS and name not in INSPECT


def mangled(name: str, owner: str | None) -> str:
    """Return a private name as Python stores it inside the class `owner`."""
    if owner is None or name[:2] != "__" or name[-2:] == "__":
        return name
    stem = owner.lstrip("_")
    return f"_{stem}{name}" if stem else name
