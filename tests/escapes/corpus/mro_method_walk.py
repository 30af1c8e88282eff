# expect: raises
reached(int.mro())
