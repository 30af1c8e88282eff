# expect: raises with numpy
import numpy as np

np.ones(2).tofile("x.bin")
