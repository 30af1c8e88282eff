# expect: raises with sklearn
from sklearn.feature_selection import SelectFromModel
from sklearn.linear_model import LinearRegression

m = SelectFromModel(LinearRegression(), importance_getter="fit.__globals__")
m.fit([[1], [2]], [1, 2]).get_support()
