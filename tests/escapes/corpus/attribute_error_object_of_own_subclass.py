# expect: raises
class Mine(AttributeError):
    pass
reached(Mine(obj=tool).obj)
