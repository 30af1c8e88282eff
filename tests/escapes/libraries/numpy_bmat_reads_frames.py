# expect: raises; needs: numpy
import numpy as np

np.bmat("a")
