# expect: raises; needs: matplotlib
import matplotlib.pyplot as plt

plt.imread("/etc/passwd")
