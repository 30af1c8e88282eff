# expect: refused
match (x for x in []):
    case object(gi_frame=f): reached(f)
