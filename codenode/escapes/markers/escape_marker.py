"""Say that it was imported, to whoever waits for that."""  # noqa: INP001 - no package: it is found by its folder

import builtins

getattr(builtins, "reached", print)("imported")
