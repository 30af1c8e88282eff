# Dicts and sets.
# --- dict forms
{}, {"a": 1}, dict(a=1), dict([("a", 1)]), dict(zip("ab", [1, 2])), dict.fromkeys("ab", 0), {**{"a": 1}, "b": 2}
# --- methods
d = {"a": 1, "b": 2}
d.get("z"), d.get("z", 0), d.setdefault("c", []), d.pop("a"), d.pop("zz", None), list(d), list(d.values()), list(d.items())
# --- missing key
{"a": 1}["b"]
# --- missing nested key
{"a": {"b": 1}}["a"]["c"]
# --- pop of a missing key
{}.pop("x")
# --- popitem
d = {"a": 1, "b": 2}
d.popitem(), d
# --- popitem of nothing
{}.popitem()
# --- del of a missing key
d = {}
del d["x"]
# --- update
d = {"a": 1}
d.update(b=2); d.update({"a": 9}); d.update([("c", 3)])
d
# --- merge
{"a": 1} | {"a": 2, "b": 3}
# --- order
d = {"b": 1, "a": 2}
d["c"] = 0
del d["b"]
d["b"] = 5
list(d), list(reversed(d))
# --- iteration
[(k, v) for k, v in {"a": 1}.items()], sorted({"b": 1, "a": 2}), max({"a": 3, "b": 1}), "a" in {"a": 1}, 1 in {"a": 1}.values()
# --- changed while iterating
d = {"a": 1}
for k in d: d[k + "x"] = 1
# --- views
d = {"a": 1, "b": 2}
k = d.keys()
d["c"] = 3
sorted(k), k & {"a", "z"}, sorted(k - {"a"}), len(d.items())
# --- unhashable key
{{}: 1}
# --- keys compare by value
{1: "int", 1.0: "float", True: "bool"}
# --- nested default
from collections import defaultdict
d = defaultdict(lambda: defaultdict(int))
d["a"]["x"] += 1
{k: dict(v) for k, v in d.items()}
# --- defaultdict of lists
from collections import defaultdict
g = defaultdict(list)
for w in ["apple", "bob", "art"]: g[w[0]].append(w)
dict(g), g
# --- defaultdict without a factory
from collections import defaultdict
defaultdict()["x"]
# --- Counter
from collections import Counter
c = Counter("banana")
c.most_common(1), c["z"], c + Counter("b"), c - Counter("aa"), sorted(c.elements()), sum(c.values())
# --- OrderedDict
from collections import OrderedDict
o = OrderedDict(a=1, b=2)
o.move_to_end("a")
list(o), o
# --- ChainMap
from collections import ChainMap
c = ChainMap({"a": 1}, {"a": 2, "b": 3})
c["a"], c["b"], dict(c)
# --- sort by value
d = {"a": 3, "b": 1}
dict(sorted(d.items(), key=lambda kv: kv[1])), min(d, key=d.get)
# --- invert
{v: k for k, v in {"a": 1, "b": 2}.items()}
# --- grouping
rows = [("x", 1), ("y", 2), ("x", 3)]
out = {}
for k, v in rows: out.setdefault(k, []).append(v)
out
# --- dict from wrong pairs
dict([(1, 2, 3)])
# --- dict from a number
dict(5)
# --- attribute of a dict
{"a": 1}.a
# --- sets
a, b = {1, 2, 3}, {2, 3, 4}
sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), a <= {1, 2, 3, 4}, {1} < a, a.isdisjoint({9}), a == {3, 2, 1}
# --- set methods
s = {1}
s.add(2); s.discard(9); s.update([3, 4]); s.remove(1)
sorted(s), sorted(s.union([7])), sorted(s.intersection([3])), s.issubset([2, 3, 4]), s.issuperset([2])
# --- remove what is not there
{1}.remove(5)
# --- pop of an empty set
set().pop()
# --- frozenset
f = frozenset([1, 2])
{f: "k"}[frozenset([2, 1])], f | {3} == {1, 2, 3}, type(f | {3}).__name__
# --- frozenset has no add
frozenset().add(1)
# --- empty set
set(), {*()}, type({}).__name__
# --- set of strings sorted
sorted(set("hello"))
# --- set minus list
{1} - [1]
# --- set is not subscriptable
{1}[0]
# --- set of dicts
{{"a": 1}}
# --- union of many
sorted(set().union(*[{1}, {2}, {3}]))
# --- set comparison with the wrong type
{1} < [1]
# --- dedupe in order
list(dict.fromkeys([3, 1, 3, 2, 1]))
# --- deep structure
data = {"users": [{"name": "a", "langs": ["py"]}, {"name": "b", "langs": []}]}
[u["name"] for u in data["users"] if u["langs"]], data["users"][0]["langs"][0]
# --- dict equality and order
{"a": 1, "b": 2} == {"b": 2, "a": 1}, [*{"b": 1, "a": 2}]
# --- dict of functions
{"f": lambda x: x + 1}["f"](1)
# --- copy is shallow
d = {"a": [1]}
e = d.copy()
e["a"].append(2)
d
# --- dict comprehension with zip
{k: v for k, v in zip(["a", "b"], range(2))}
# --- dict views are sets
{"a": 1, "b": 2}.keys() == {"a", "b"}, {"a": 1}.items() >= {("a", 1)}
# --- dict clear and bool
d = {"a": 1}
d.clear()
bool(d), d, len(d)
# --- none as a key
{None: 1, (): 2, frozenset(): 3}[None]
# --- unpack a dict in a call
def f(a, b): return a - b
f(**{"b": 1, "a": 5})
# --- walrus into a dict
d = {}
d["k"] = (n := 5) + 1
d, n
# --- dict subscript of None
None["a"]
