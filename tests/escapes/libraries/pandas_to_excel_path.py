# expect: raises with pandas
import pandas as pd

pd.DataFrame({"a": [1]}).to_excel("x.xlsx")
