# expect: refused
class C:
    x: int
C.__annotations__["y=reached(1)"] = int
