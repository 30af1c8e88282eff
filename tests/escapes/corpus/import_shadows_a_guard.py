# expect: refused
import math as __builtins__
