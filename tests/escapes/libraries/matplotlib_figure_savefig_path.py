# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.figure().savefig("x.png")
