# expect: raises; needs: pandas
import pandas as pd

pd.io.common.os
