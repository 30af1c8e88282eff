# expect: raises with pandas
import pandas as pd

pd.DataFrame({"a": [1]}).query('@pd.io.common.os.system("true") == 0')
