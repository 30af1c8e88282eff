# expect: refused
try:
    user.missing
except AttributeError as error:
    match error:
        case AttributeError(obj=found):
            reached(found)
