# expect: raises
class Group(Exception):
    exceptions = (tool, tool)
    __slots__ = ("args", "__notes__")
raise Group("x")
