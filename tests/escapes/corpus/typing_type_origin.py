# expect: raises
import typing
real = typing.get_origin(typing.Type[int]) or typing.get_origin(type[int])
reached(real("X", (), {"__reduce__": 1}))
