"{} {x} {0.real:>5} {y[a]} {z.__class__.__name__}".format(3, x=1, y={"a": 2}, z=1.0) + "{a}".format_map({"a": 5}) + str.format("{:.2f}", 3.14159)
