# expect: raises
import json
try:
    json.loads(3)
except TypeError:
    pass
try:
    copy_of = user.missing
except AttributeError as error:
    reached(error.obj)
