# expect: raises
import math
math.__init__("os")
