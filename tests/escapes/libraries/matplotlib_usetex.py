# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.rcParams["text.usetex"] = True
plt.title("x")
plt.gcf().canvas.draw()
