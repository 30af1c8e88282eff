# expect: raises with pandas
import pandas as pd

pd.read_table(filepath_or_buffer="/etc/passwd", sep="~")
