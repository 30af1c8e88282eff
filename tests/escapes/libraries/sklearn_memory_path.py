# expect: raises with sklearn
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

make_pipeline(StandardScaler(), SVC(), memory="cache").fit([[1], [2]], [0, 1])
