# expect: raises; needs: pandas
import pandas as pd

pd.set_option("plotting.backend", "os")
