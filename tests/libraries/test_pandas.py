"""Pandas as models use it: the session's files by their names, tables, text."""

import pytest

IMPORTS = ["pandas"]
DF = (
    "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2, 3], 'b b': ['x', 'yy', 'z'], 'c': ['p', 'q', 'p']})\nlim = 1\n"
)
CASES = [
    ("import pandas as pd\npd.read_csv('data.csv')['a'].sum().item()", 4),
    ("import pandas as pd\npd.read_csv('./data.csv', usecols=['b'])['b'].tolist()", [2, 4]),
    ("import pandas as pd\npd.read_csv(filepath_or_buffer='data.csv').shape", [2, 2]),
    ("import pandas as pd\npd.read_json('data.json')['a'].tolist()", [1, 2]),
    ("import io, pandas as pd\npd.read_csv(io.StringIO('x\\n5'))['x'].tolist()", [5]),
    ("import pandas as pd\nsum(len(part) for part in pd.read_csv('data.csv', chunksize=1))", 2),
    (f"{DF}df.to_csv(index=False).splitlines()[0]", "a,b b,c"),
    (f"{DF}df.groupby('c')['a'].sum().to_dict()", {"p": 4, "q": 2}),
    (f"{DF}df.groupby('c').agg(top=('a', 'max'))['top'].tolist()", [3, 2]),
    (f"{DF}df.pivot_table(index='c', values='a', aggfunc='mean')['a'].tolist()", [2.0, 2.0]),
    (f"{DF}df.query('a > @lim and c in [\"p\"]')['a'].tolist()", [3]),
    (f"{DF}df.query('`b b`.str.contains(\"y\")')['a'].tolist()", [2]),
    (f"{DF}df.query('index > 0 & a != 2').shape", [1, 3]),
    (f"{DF}def f(k):\n    return df.query('a == @k').shape[0]\nf(2)", 1),
    (f"{DF}df.eval('d = a * 2')['d'].tolist()", [2, 4, 6]),
    (f"{DF}df['e'] = df['a'] * 2\ndf.columns = list('wxyz')\nlist(df.columns)", ["w", "x", "y", "z"]),
    ("import pandas as pd\npd.options.display.max_rows = 7\npd.get_option('display.max_rows')", 7),
    (
        "import pandas as pd\nwith pd.option_context('display.width', 50):\n    w = pd.get_option('display.width')\nw",
        50,
    ),
    ("import pandas as pd\nfrom pandas.api.types import is_numeric_dtype\nis_numeric_dtype(pd.Series([1]))", True),
    (
        "import pandas as pd\nstr(pd.date_range('2024-01-31', periods=2, freq=pd.offsets.BDay())[1].date())",
        "2024-02-01",
    ),
    ("import pandas as pd\nstr(pd.Timestamp('2024-01-01').tz_localize('Europe/Berlin').utcoffset())", "1:00:00"),
]


class TestPandas:
    @pytest.mark.parametrize(("source", "expected"), CASES)
    def test_value(self, value, source, expected):
        """The code gives pandas' value."""
        assert value(source) == expected

    def test_prints(self, session):
        """What pandas prints is the code's output."""
        assert "RangeIndex: 3 entries" in session.run(f"{DF}df.info()")["output"]

    def test_written_file(self, fault):
        """A refused file says what to write to."""
        assert "'x.csv' cannot be written: files are read only here; write to io.BytesIO()" in fault(
            f"{DF}df.to_csv('x.csv')"
        )

    def test_undefined_local(self, fault):
        """A query names the variable that is not there."""
        assert "NameError: name 'nope' is not defined" in fault(f"{DF}df.query('a > @nope')")

    def test_address(self, fault):
        """An address says that there is no network."""
        assert "there is no network here; use the tools" in fault("import pandas as pd\npd.read_csv('https://x.y/z')")
