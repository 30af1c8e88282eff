# expect: raises
import re
re.sub("a", lambda m: str(getattr(tool, "__globals__")), "a")
