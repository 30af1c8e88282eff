# expect: raises with numpy
import numpy as np

np.lib.stride_tricks.as_strided(np.zeros(1), (9,), (800,))
