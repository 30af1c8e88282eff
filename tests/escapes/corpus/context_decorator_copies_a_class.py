# expect: raises
from contextlib import contextmanager
contextmanager(str).format("{0.__globals__}", tool)
