# expect: raises with matplotlib
from matplotlib import font_manager
