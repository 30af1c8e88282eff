class Reg:
    items = {}
    @classmethod
    def register(cls, name):
        def d(c):
            cls.items[name] = c
            return c
        return d
    def format(self): return "f"
    def query(self, q): return q
@Reg.register("a")
class A: pass
[list(Reg.items), Reg().format(), Reg().query(1)]
