# expect: raises
import os
reached(os)
