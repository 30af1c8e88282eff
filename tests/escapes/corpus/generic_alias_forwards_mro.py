# expect: raises
reached(list[int].mro())
