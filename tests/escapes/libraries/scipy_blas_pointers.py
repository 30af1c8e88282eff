# expect: raises with scipy
from scipy.linalg import cython_blas
