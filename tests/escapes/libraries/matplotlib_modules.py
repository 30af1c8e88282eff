# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.sys
