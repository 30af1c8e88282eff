# expect: raises
import random
super(random.Random, random.Random()).__init__(5)
