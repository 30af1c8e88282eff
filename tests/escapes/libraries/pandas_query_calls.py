# expect: raises with pandas
import pandas as pd

pd.DataFrame({"a": [1]}).query('a.to_csv("x") == 1')
