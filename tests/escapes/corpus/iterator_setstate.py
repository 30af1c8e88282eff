# expect: refused
iter([1]).__setstate__(0)
