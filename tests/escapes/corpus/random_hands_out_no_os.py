# expect: raises
import random
reached(random._os)
