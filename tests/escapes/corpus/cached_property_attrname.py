# expect: raises
from functools import cached_property
p = cached_property(lambda self: 1)
p.attrname = "__reduce_ex__"
