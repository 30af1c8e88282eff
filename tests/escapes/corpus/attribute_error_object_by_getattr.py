# expect: raises
try:
    user.missing
except AttributeError as error:
    reached(getattr(error, "obj"))
