# expect: raises with pandas
import pandas as pd

pd.DataFrame({"a": [1]}).query("@__builtins__ == a")
