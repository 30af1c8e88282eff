# expect: refused
__name__ = "os"
