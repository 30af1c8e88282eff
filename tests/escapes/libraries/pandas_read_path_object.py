# expect: raises with pandas
import pandas as pd


class P(str):
    pass


pd.read_csv(P("/etc/passwd"), sep="~")
