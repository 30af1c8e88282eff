# expect: refused
from datetime import datetime
match datetime:
    case type(now=found):
        reached(found.__self__)
