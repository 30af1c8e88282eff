# expect: raises with matplotlib
import matplotlib.pyplot as plt

plt.rcParams["axes.prop_cycle"] = "(x for x in ()).gi_frame"
