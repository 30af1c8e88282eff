# expect: raises
import warnings
warnings.sys
