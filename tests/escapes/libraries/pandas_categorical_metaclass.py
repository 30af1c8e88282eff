# expect: raises with pandas
import pandas as pd

pd.CategoricalDtype.type("X", (), {"__getattr__": print})
