# expect: refused
try:
    1 / 0
except ZeroDivisionError as e:
    reached(e.__context__)
