# expect: raises
class Mixin:
    def split(self, kind): return 1
class G(Mixin, ExceptionGroup[ValueError]): pass
