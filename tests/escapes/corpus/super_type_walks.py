# expect: raises
reached(getattr(super(int, True), "__thisclass__"))
