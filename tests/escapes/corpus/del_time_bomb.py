# expect: refused
class C:
    def __del__(self): print("later")
