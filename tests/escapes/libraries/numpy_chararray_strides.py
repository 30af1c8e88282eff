# expect: raises with numpy
import numpy as np

np.char.chararray((1000,), strides=(10**9,))
