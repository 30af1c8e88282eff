# expect: raises
import operator
reached(operator.attrgetter("__class__.__base__")(tool))
