# expect: raises with pandas
import pandas.io.common
