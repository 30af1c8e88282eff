# expect: refused
from functools import cached_property
class C: pass
cached_property(lambda self: 1).__set_name__(C, "__array_interface__")
