# expect: harmless
class F:
    def write(self, text): return len(text)
    def flush(self): pass
print("x", file=F())
