# expect: raises with pandas
import pandas as pd

df = pd.DataFrame({"a": [1], "b": [2]})
pd.pivot_table(df, values="a", index="b", aggfunc="__reduce__")
