class MyErr(Exception):
    def __init__(self, code, msg=""):
        super().__init__(msg)
        self.code = code
try:
    raise MyErr(5, "m")
except MyErr as e:
    r = (e.code, str(e))
e2 = ValueError("x"); e2.code = 3
[r, e2.code]
