# expect: refused
reached(print.__self__)
