# expect: refused
<read>(tool, "__globals__")
