# expect: refused
from functools import partial
partial(print).__setstate__((getattr, (tool,), {}, {}))
