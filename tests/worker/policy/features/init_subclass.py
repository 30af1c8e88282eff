class R:
    subs = []
    def __init_subclass__(cls, **kw):
        super().__init_subclass__()
        cls.tag = kw.get("tag")
        cls._n = 1
        R.subs.append(cls.__name__)
class X(R, tag="t"): pass
class Y(X, tag="u"): pass
[R.subs, X.tag, Y.tag, X._n]
