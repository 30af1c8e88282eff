# expect: raises with numpy
import io

import numpy as np

b = io.BytesIO()
np.save(b, np.array([1], dtype=object), allow_pickle=True)
