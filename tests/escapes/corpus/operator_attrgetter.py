# expect: raises
import operator
reached(operator.attrgetter("__globals__")(tool))
