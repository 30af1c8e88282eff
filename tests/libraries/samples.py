"""Objects of each library, from which a walk begins."""

SAMPLES = {
    "numpy": """
import numpy as np
x=[np.arange(3), np.float64(1), np.dtype("f8"), np.random.default_rng(0), np.ma.array([1,2],mask=[0,1]), np.poly1d([1,2]), np.polynomial.Polynomial([1,2]), np.matrix([[1]]), np.nditer(np.arange(3)), np.finfo(float), np.iinfo(int), np.random.RandomState(1), np.add, np.vectorize(abs), np.errstate(), np.array([object()],dtype=object), np.busdaycalendar(), np.s_, np.mgrid, np.random.PCG64(), np.printoptions()]
""",
    "pandas": """
import pandas as pd
df=pd.DataFrame({"a":[1,2],"b":["x","y"],"t":pd.to_datetime(["2020-01-01","2020-01-02"]),"c":pd.Categorical(["u","v"])})
x=[df,df["a"],df["b"].str,df["t"].dt,df["c"].cat,df.groupby("b"),df.groupby("b")["a"],df.rolling(2),df["a"].expanding(),df.set_index("t").resample("D"),df.index,df.loc,df.iloc,df.at,df.dtypes,pd.Timestamp("2020"),pd.Timedelta("1d"),pd.Period("2020"),pd.Interval(0,1),pd.options,pd.options.display,pd.MultiIndex.from_tuples([(1,2)]),df["a"].ewm(span=2),df.flags,df["a"].array,pd.array([1,None]),pd.date_range("2020",periods=2),pd.tseries.offsets.BDay(),pd.NA,pd.NaT,pd.Grouper(key="a"),pd.NamedAgg("a","sum"),df.plot,df["c"].dtype,df["t"].dtype,df["b"].dtype,pd.IndexSlice,pd.option_context("display.width",1),pd.col("a") if hasattr(pd,"col") else 1, pd.read_csv("data.csv", chunksize=1)]
""",
    "scipy": """
import numpy as np
from scipy import stats, optimize, interpolate, sparse, spatial, signal, integrate, cluster, special, ndimage, fft
import scipy
x=[stats.norm, stats.norm(0,1), stats.ttest_ind([1,2,3],[2,3,4]), optimize.minimize(lambda v: (v**2).sum(), [1.0]), interpolate.CubicSpline([0,1,2],[0,1,4]), interpolate.interp1d([0,1],[0,1]), sparse.csr_matrix([[1]]), sparse.csr_array([[1]]), spatial.KDTree([[0,0],[1,1]]), spatial.ConvexHull([[0,0],[1,0],[0,1]]), spatial.Delaunay([[0,0],[1,0],[0,1]]), signal.butter(2,0.3,output="sos"), signal.TransferFunction([1],[1,2]), integrate.solve_ivp(lambda t,y:-y,(0,1),[1.0]), stats.gaussian_kde([1,2,3]), stats.linregress([1,2,3],[1,2,4]), sparse.linalg.LinearOperator((1,1),matvec=lambda v:v), stats.multivariate_normal(), spatial.transform.Rotation.identity(), stats.rv_discrete(values=([1,2],[.5,.5])), stats.qmc.Sobol(2), stats.Normal() if hasattr(stats,"Normal") else 1, sparse.linalg.splu(sparse.csc_matrix(np.eye(3))), integrate.ode(lambda t,y:y), optimize.Bounds(0,1), optimize.LinearConstraint([1],0,1), special.gamma, interpolate.RegularGridInterpolator(([0,1],),[0,1])]
""",
    "sympy": """
import sympy as sp
X=sp.Symbol("X"); f=sp.Function("f")
x=[X, f, f(X), sp.sin(X)**2, sp.Matrix([[1,X]]), sp.Poly(X**2+1), sp.Integral(X,X), sp.Sum(X,(X,1,3)), sp.solveset(X**2-1,X), sp.Interval(0,1), sp.Piecewise((1,X>0),(2,True)), sp.Derivative(f(X),X), sp.Point(0,0), sp.Circle(sp.Point(0,0),1), sp.Rational(1,2), sp.pi, sp.S, sp.QQ, sp.ZZ, sp.GF(5), sp.ring("a",sp.ZZ), sp.lambdify(X,X), sp.Lambda(X,X), sp.Eq(X,1), sp.groebner([X**2]), sp.Float(1.5), sp.N(sp.pi), sp.stats.Normal("n",0,1), sp.physics.units.meter, sp.combinatorics.Permutation([1,0]), sp.IndexedBase("A")[1], sp.MatrixSymbol("M",2,2), sp.Array([1,2]), sp.O(X), sp.Q, sp.Q.prime, sp.sieve, sp.Wild("w"), sp.plot if hasattr(sp,"plot") else 1, sp.nsolve(X**2-2,1), sp.abc.x, sp.CRootOf(X**5-X+1,0), sp.fourier_series(X), sp.vector.CoordSys3D("N"), sp.Quaternion(1,2,3,4), sp.true, sp.RealField(), sp.AlgebraicField(sp.QQ,sp.sqrt(2)), sp.latex(X)]
""",
    "matplotlib": """
import matplotlib as mpl, matplotlib.pyplot as plt, numpy as np
fig,ax=plt.subplots()
x=[fig,ax,ax.plot([1,2]),ax.bar([1,2],[1,2]),ax.scatter([1],[1]),ax.imshow(np.eye(3)),ax.legend(["a"]),ax.set_title("x"),ax.xaxis,fig.canvas,fig.add_subplot(projection="3d"),fig.add_subplot(projection="polar"),mpl.rcParams,plt.cm,plt.cm.viridis,mpl.colormaps,plt.rc_context(),ax.hist([1,2]),ax.text(0,0,"a"),ax.annotate("a",(0,0)),fig.colorbar(ax.images[0]),plt.style,plt.style.available,ax.transData,ax.spines,fig.subplots_adjust,ax.patch,plt.Circle((0,0),1),mpl.ticker.FuncFormatter(lambda v,p:""),mpl.dates.DateFormatter("%Y"),fig.gca(),fig.patch,ax.table([["a"]]),ax.boxplot([1,2]),ax.pie([1,2]),mpl.gridspec.GridSpec(1,1),ax.contour(np.eye(3)),fig.get_layout_engine(),mpl.color_sequences, ax.quiver([1],[1]), plt.xkcd if hasattr(plt,"xkcd") else 1]
""",
    "PIL": """
from PIL import Image, ImageDraw, ImageFont, ImageFilter, ImageOps, ImageStat, ImageEnhance
import io
im=Image.new("RGB",(4,4)); b=io.BytesIO(); im.save(b,"PNG"); b.seek(0)
c=io.BytesIO(); im.save(c,"JPEG"); c.seek(0)
g=io.BytesIO(); im.save(g,"GIF"); g.seek(0)
t=io.BytesIO(); im.save(t,"TIFF"); t.seek(0)
x=[im, Image.open(b), Image.open(c), Image.open(g), Image.open(t), ImageDraw.Draw(im), ImageFont.load_default(), im.getexif(), im.getpalette(), im.convert("P").palette, ImageStat.Stat(im), ImageEnhance.Color(im), ImageFilter.GaussianBlur(2), Image.Resampling.BOX, im.getdata(), im.histogram()]
""",
    "sklearn": """
import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.ensemble import RandomForestClassifier, GradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.tree import DecisionTreeClassifier
from sklearn.cluster import KMeans
from sklearn.svm import SVC
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.model_selection import GridSearchCV, train_test_split, KFold, cross_val_score
from sklearn.decomposition import PCA
from sklearn.datasets import load_iris, make_blobs
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.metrics import make_scorer, accuracy_score, confusion_matrix
from sklearn.experimental import enable_iterative_imputer
from sklearn.impute import IterativeImputer
X,y=load_iris(return_X_y=True)
x=[m.fit(X,y) for m in [LinearRegression(),LogisticRegression(max_iter=500),RandomForestClassifier(5),GradientBoostingClassifier(n_estimators=2),HistGradientBoostingRegressor(max_iter=2),DecisionTreeClassifier(),KMeans(3),SVC(),make_pipeline(StandardScaler(),SVC()),KNeighborsClassifier(),MLPClassifier(max_iter=5),GridSearchCV(SVC(),{"C":[1,2]}),PCA(2),OneHotEncoder(),GaussianProcessRegressor(),IterativeImputer()]]
x+=[KFold(3),load_iris(),TfidfVectorizer().fit(["aa bb","bb cc"]),make_scorer(accuracy_score), cross_val_score(SVC(),X,y)]
""",
}
