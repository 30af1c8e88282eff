# expect: raises
tool.__name__ = "other"
