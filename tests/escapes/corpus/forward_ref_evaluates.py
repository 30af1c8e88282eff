# expect: raises
import typing
(ref,) = typing.get_args(typing.List["reached(1)"])
ref._evaluate({}, {}, frozenset())
