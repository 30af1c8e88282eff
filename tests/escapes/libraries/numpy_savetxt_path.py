# expect: raises; needs: numpy
import numpy as np

np.savetxt("x.txt", np.ones(2))
