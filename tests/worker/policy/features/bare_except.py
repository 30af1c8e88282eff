r = []
try:
    int("q")
except:
    r.append(1)
else:
    r.append(2)
finally:
    r.append(3)
r
