# expect: raises with numpy
import numpy.ctypeslib
