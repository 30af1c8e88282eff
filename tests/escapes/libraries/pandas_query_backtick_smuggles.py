# expect: raises with pandas
import pandas as pd

pd.DataFrame({"a": [1]}).query("`a` == 1 and a.__class__ != `a`")
