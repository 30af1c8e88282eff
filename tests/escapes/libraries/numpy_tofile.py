# expect: raises; needs: numpy
import numpy as np

np.ones(2).tofile("x.bin")
