# expect: raises
from functools import cached_property
class P(cached_property):
    pass
