# expect: raises with scipy
import scipy.io
