# expect: raises
class Key:
    def __hash__(self): held("hash")
    def __eq__(self, other): held("eq")
parallel(Key(), [1])
