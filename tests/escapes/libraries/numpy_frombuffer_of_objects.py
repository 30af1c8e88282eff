# expect: raises with numpy
import numpy as np

np.frombuffer(np.array([object()], dtype=object), dtype=np.intp)
