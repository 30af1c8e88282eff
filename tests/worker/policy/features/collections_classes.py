from collections import namedtuple, Counter, defaultdict, deque, OrderedDict
P = namedtuple("P", "x y")
p = P(1, 2)
d = defaultdict(list); d["a"].append(1)
class Sub(Counter):
    def top(self): return self.most_common(1)
[p._replace(x=5), p._asdict(), P._make([1,2]), d, Sub("aab").top(), P._fields]
