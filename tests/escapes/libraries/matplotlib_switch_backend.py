# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.switch_backend("module://os")
