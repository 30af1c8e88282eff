"""Scipy and scikit-learn as models use them."""

import pytest

IMPORTS = ["scipy", "sklearn", "numpy"]
CASES = [
    ("from scipy import optimize\nround(optimize.brentq(lambda x: x * x - 2, 0, 2), 6)", 1.414214),
    ("import scipy\nfloat(scipy.stats.norm(0, 1).cdf(0))", 0.5),
    ("from scipy.optimize import minimize\nround(float(minimize(lambda v: (v[0] - 3) ** 2, [0.0]).x[0]), 3)", 3.0),
    ("from scipy.integrate import quad\nround(quad(lambda x: x, 0, 1)[0], 6)", 0.5),
    ("from scipy.interpolate import CubicSpline\nfloat(CubicSpline([0, 1, 2], [0, 1, 4])(2))", 4.0),
    ("from scipy.spatial.distance import cdist\ncdist([[0, 0]], [[3, 4]]).item()", 5.0),
    ("from scipy.sparse import csr_matrix\nint(csr_matrix([[1, 0]]).nnz)", 1),
    ("import scipy.constants\nscipy.constants.c", 299792458.0),
    (
        "from sklearn.linear_model import LinearRegression\nLinearRegression().fit([[1], [2]], [2, 4]).coef_.round(3).tolist()",
        [2.0],
    ),
    ("from sklearn.datasets import load_iris\nload_iris().data.shape", [150, 4]),
    (
        (
            "from sklearn.datasets import load_iris\nfrom sklearn.ensemble import RandomForestClassifier\n"
            "from sklearn.model_selection import GridSearchCV\nX, y = load_iris(return_X_y=True)\n"
            "bool(GridSearchCV(RandomForestClassifier(3), {'max_depth': [2, 3]}, n_jobs=-1).fit(X, y).best_score_ > 0.5)"
        ),
        True,
    ),
    ("from sklearn.cluster import KMeans\nlen(set(KMeans(2, n_init=1).fit([[0], [0], [9]]).labels_.tolist()))", 2),
    (
        "from sklearn.experimental import enable_iterative_imputer\nfrom sklearn.impute import IterativeImputer\nTrue",
        True,
    ),
    ("from sklearn.metrics import accuracy_score\nfloat(accuracy_score([1, 0], [1, 1]))", 0.5),
    (
        (
            "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import StandardScaler\n"
            "from sklearn.svm import SVC\nmake_pipeline(StandardScaler(), SVC()).fit([[0], [9]], [0, 1]).predict([[8]]).tolist()"
        ),
        [1],
    ),
]


class TestScience:
    @pytest.mark.parametrize(("source", "expected"), CASES)
    def test_value(self, value, source, expected):
        """The code gives the library's value."""
        assert value(source) == expected
