# expect: raises
from operator import attrgetter
import time
reached(attrgetter("__closure__")(time.time))
