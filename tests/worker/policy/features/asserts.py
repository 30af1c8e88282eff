assert 1 == 1, "x"
try:
    assert 0, "m"
except AssertionError as e:
    r = str(e)
r
