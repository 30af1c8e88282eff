# expect: raises
import operator
try:
    user.missing
except AttributeError as error:
    reached(operator.attrgetter("obj")(error))
