# expect: raises with numpy
import numpy as np

np.loadtxt("/etc/passwd", dtype=str, delimiter="~")
