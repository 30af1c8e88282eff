# expect: refused
class C:
    def __deepcopy__(self, memo): memo[id(C)] = tool
