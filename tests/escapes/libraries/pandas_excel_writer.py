# expect: raises; needs: pandas
import pandas as pd

pd.ExcelWriter("x.xlsx")
