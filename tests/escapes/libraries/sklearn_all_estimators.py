# expect: raises with sklearn
from sklearn.utils import all_estimators
