# expect: refused
g = (x for x in [1])
reached(g.gi_frame.f_back.f_globals)
