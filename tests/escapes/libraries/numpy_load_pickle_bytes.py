# expect: raises with numpy
import io

import numpy as np

np.load(io.BytesIO(b"\x80\x04N."), allow_pickle=True)
