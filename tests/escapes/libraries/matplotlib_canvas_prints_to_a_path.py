# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.figure().canvas.print_png("x.png")
