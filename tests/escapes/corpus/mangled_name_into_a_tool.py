# expect: raises
class _registry:
    def go(self, other): return other.__globals
reached(_registry().go(tool))
