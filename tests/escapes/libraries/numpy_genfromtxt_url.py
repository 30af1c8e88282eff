# expect: raises with numpy
import numpy as np

np.genfromtxt("http://127.0.0.1:9/x")
