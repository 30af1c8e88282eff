# expect: raises with matplotlib
import matplotlib.pyplot as plt

dict.update(plt.rcParams, {"figure.hooks": ["os:getcwd"]})
plt.figure()
