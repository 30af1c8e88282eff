try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise ValueError("x") from e
except ValueError as v:
    r = (str(v), type(v.__cause__).__name__, v.args)
r
