# expect: raises with pandas
import pandas as pd

pd.io.common.os
