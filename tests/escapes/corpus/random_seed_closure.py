# expect: raises
import random
reached([getattr(cell, "cell_contents") for cell in getattr(random.Random.seed, "__closure__")])
