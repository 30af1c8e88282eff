# expect: refused
from json import *
