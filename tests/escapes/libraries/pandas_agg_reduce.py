# expect: raises with pandas
import pandas as pd

pd.Series([1]).agg("__reduce__")
