# expect: raises with numpy
import numpy as np

np.bmat("a")
