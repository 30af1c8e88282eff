# expect: raises
import operator
reached(operator.methodcaller("__subclasses__")(object))
