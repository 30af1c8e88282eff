# expect: raises
import itertools
reached(list(itertools.starmap(getattr, [(tool, "__code__")])))
