# expect: raises
from functools import partial
getattr(partial(print), "__reduce__")()
