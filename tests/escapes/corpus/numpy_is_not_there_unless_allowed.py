# expect: raises
import numpy
