# expect: raises with scipy
from scipy import LowLevelCallable
