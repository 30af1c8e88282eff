# expect: raises with pandas
import pandas as pd

pd.Series([1]).agg("to_csv", path_or_buf="x.csv")
