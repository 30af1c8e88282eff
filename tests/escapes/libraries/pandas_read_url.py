# expect: raises with pandas
import pandas as pd

pd.read_json("http://127.0.0.1:9/x.json")
