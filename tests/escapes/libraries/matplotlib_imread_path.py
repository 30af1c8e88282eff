# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.imread("/etc/passwd")
