# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.style.use("/etc/passwd")
