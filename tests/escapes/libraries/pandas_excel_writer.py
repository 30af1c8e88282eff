# expect: raises with pandas
import pandas as pd

pd.ExcelWriter("x.xlsx")
