# expect: raises
class G(ExceptionGroup):
    def split(self, kind): return 1
try:
    raise G("g", [ValueError()])
except* ValueError as e:
    reached(e)
