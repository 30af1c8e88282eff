# expect: raises
import re
reached(re._cache)
