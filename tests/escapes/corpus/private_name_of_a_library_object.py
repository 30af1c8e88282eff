# expect: raises
import random
reached(random.Random()._randbelow)
