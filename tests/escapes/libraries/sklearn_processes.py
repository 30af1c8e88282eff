# expect: harmless with sklearn
from sklearn.ensemble import RandomForestClassifier

RandomForestClassifier(3, n_jobs=4).fit([[1], [2]], [0, 1])
None
