# expect: raises
object.__setattr__(tool, "marker", 1)
