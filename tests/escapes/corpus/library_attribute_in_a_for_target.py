# expect: raises
import math
for math.pi in [3]: pass
