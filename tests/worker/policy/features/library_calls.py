import json, re, math, statistics, datetime as dt, itertools, random, collections.abc as ca, urllib.parse as up
from urllib import parse
random.seed(1)
class E(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, set): return sorted(o)
        return super().default(o)
[json.dumps({1, 2}, cls=E), json.loads("[1]"), re.sub(r"\d", lambda m: m.group() * 2, "a1"), math.pi, statistics.mean([1, 2]), dt.date(2020, 1, 2).isoformat(), list(itertools.chain([1], [2])), random.random(), isinstance([], ca.Iterable), up.quote("a b"), parse.urlparse("http://x/y").path]
