# expect: raises
from random import SystemRandom
