# expect: raises with numpy
import numpy as np

np.load("/etc/passwd")
