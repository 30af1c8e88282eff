# expect: raises
import operator
operator.methodcaller("format", tool)("{0.__globals__}")
