# expect: raises with sklearn
from sklearn.datasets import load_files
