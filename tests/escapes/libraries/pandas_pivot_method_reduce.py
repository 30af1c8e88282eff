# expect: raises with pandas
import pandas as pd

df = pd.DataFrame({"a": [1], "b": [2]})
df.pivot_table("a", "b", None, "__reduce__")
