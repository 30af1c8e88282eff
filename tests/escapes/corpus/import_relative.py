# expect: refused
from . import kernel
