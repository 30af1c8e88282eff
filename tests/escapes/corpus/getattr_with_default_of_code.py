# expect: harmless
reached(getattr(tool, "__code__", None))
