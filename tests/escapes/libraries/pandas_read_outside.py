# expect: raises with pandas
import pandas as pd

pd.read_csv("/etc/passwd", sep="~")
