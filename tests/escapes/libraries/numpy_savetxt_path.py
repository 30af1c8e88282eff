# expect: raises with numpy
import numpy as np

np.savetxt("x.txt", np.ones(2))
