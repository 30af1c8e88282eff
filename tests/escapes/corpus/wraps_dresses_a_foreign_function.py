# expect: harmless
import functools
def donor(): pass
donor.marker = 1
functools.wraps(donor)(tool)
hasattr(tool, "marker")
