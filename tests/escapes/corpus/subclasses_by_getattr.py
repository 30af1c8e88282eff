# expect: raises
reached(getattr(object, "__subclasses__")())
