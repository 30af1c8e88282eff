# expect: harmless
_getattr_ = _write_ = _getitem_ = lambda *a: reached(a)
user.value
