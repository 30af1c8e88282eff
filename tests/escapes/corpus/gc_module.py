# expect: raises
import gc
