# expect: raises
from collections.abc import sys
