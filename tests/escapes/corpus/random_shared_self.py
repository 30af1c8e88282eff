# expect: raises
import random
reached(getattr(random.random, "__self__"))
