# expect: raises with pandas
import pandas as pd

pd.DataFrame.query(pd.DataFrame({"a": [1]}), "a > 0")
