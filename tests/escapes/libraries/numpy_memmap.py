# expect: raises with numpy
import numpy as np

np.memmap("x.bin", shape=(2,), mode="w+")
