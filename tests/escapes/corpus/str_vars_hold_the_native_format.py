# expect: raises
reached(vars(str)["format"]("{0.__globals__}", tool))
