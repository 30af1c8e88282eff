# expect: raises
from array import array


class Freeing:
    def __float__(self):
        del a[:]
        return 1.0


a = array("d", [0.0]) * 4000
a[0] = Freeing()
