# expect: raises with pandas
import pandas as pd

pd.set_option("plott", "os")
