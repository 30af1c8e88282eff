# expect: raises; needs: pandas
import pandas as pd

pd.options.plotting.backend = "os"
