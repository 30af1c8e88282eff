class Pt:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x = x; self.y = y
match Pt(1, 2):
    case Pt(a, y=b): r = (a, b)
r
