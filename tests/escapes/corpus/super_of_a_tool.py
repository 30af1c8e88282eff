# expect: raises
reached(super(type(tool), tool)._x)
