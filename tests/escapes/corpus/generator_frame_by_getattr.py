# expect: raises
g = (x for x in [1])
reached(getattr(g, "gi_frame"))
