# expect: raises
import operator, random
reached(operator.attrgetter("_os")(random))
