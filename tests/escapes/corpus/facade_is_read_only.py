# expect: raises
import math
math.pi = 3
