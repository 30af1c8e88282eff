# expect: raises with pandas
import pandas as pd

pd.options.plotting.backend = "os"
