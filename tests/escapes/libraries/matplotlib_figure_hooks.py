# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.rcParams["figure.hooks"] = ["os:getcwd"]
plt.figure()
