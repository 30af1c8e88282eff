# expect: raises with scipy
import scipy.datasets
