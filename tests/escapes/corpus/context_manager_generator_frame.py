# expect: refused
from contextlib import contextmanager
@contextmanager
def c(): yield
reached(c().gen.gi_frame)
