# expect: raises with pandas
import pandas as pd

pd.DataFrame({"a": [1]}).query("a.__class__")
