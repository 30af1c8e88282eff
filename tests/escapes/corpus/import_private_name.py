# expect: refused
from random import _os
