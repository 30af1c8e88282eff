# expect: raises with numpy
from numpy import f2py
