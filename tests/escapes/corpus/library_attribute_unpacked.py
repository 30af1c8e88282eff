# expect: raises
import math
math.pi, x = 3, 4
