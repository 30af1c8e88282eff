# expect: refused
try:
    1 / 0
except ZeroDivisionError as e:
    reached(e.__traceback__.tb_frame)
