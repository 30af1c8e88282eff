# expect: refused
reached(object.__getattribute__(tool, "__globals__"))
