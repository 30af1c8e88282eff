# expect: raises with scipy
from scipy import stats

stats.rv_discrete(name="a", shapes="a): import os\n#")
