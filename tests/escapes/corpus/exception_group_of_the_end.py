# expect: refused
BaseExceptionGroup("g", [])
