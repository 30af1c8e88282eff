# expect: refused
import collections
from collections import _sys
