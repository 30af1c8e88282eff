# expect: raises with matplotlib
import matplotlib.animation
