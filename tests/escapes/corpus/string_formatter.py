# expect: raises
from string import Formatter
Formatter().format("{0.__globals__}", tool)
