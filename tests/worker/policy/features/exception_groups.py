def nested():
    raise ExceptionGroup("outer", [ValueError(1), ExceptionGroup("inner", [TypeError(2), KeyError("k")])])

try:
    nested()
except* ValueError as group:
    print("value", group.exceptions)
except* (TypeError, KeyError) as group:
    print("others", group.message, [e.exceptions for e in group.exceptions])
else:
    print("else")
finally:
    print("finally")
try:
    try:
        nested()
    except* ValueError:
        raise LookupError("again")
    except* TypeError:
        pass
except ExceptionGroup as group:
    print(str(group), len(group.exceptions), group.subgroup(LookupError), group.split(KeyError))
try:
    1 / 0
except* ZeroDivisionError as group:
    print(type(group).__name__, group.exceptions)
try:
    pass
except* Exception:
    print("no")
else:
    print("else")

def caught():
    for n in range(3):
        try:
            raise ValueError(n)
        except* ValueError as group:
            kept = group
    return kept.exceptions

group = ExceptionGroup("g", [ValueError("a")])
group.add_note("noted")
group.code = 5
print(group.derive([TypeError()]), group.code, caught(), isinstance(group, ExceptionGroup), repr(group))
try:
    ExceptionGroup("empty", [])
except ValueError as error:
    print(error)
raise ExceptionGroup("last", [ValueError(1)])
