# expect: raises; needs: numpy
import numpy as np

np.load("/etc/passwd")
