# expect: raises
reached(list(map(getattr, [tool], ["__globals__"])))
