# expect: raises with matplotlib
import io

import matplotlib.pyplot as plt

plt.figure().savefig(io.BytesIO(), backend="module://os")
