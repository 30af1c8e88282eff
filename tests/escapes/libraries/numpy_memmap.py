# expect: raises; needs: numpy
import numpy as np

np.memmap("x.bin", shape=(2,), mode="w+")
