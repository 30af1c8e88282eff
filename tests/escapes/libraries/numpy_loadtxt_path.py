# expect: raises; needs: numpy
import numpy as np

np.loadtxt("/etc/passwd", dtype=str, delimiter="~")
