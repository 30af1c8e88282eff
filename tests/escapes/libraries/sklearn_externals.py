# expect: raises with sklearn
import sklearn.externals
