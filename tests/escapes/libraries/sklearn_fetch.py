# expect: raises with sklearn
from sklearn.datasets import fetch_openml
