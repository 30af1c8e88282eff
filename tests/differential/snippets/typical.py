# Whole steps as models write them.
# --- parse a log
log = """2024-01-01 ERROR disk full
2024-01-01 INFO ok
2024-01-02 ERROR net down"""
from collections import Counter
levels = Counter(line.split()[1] for line in log.splitlines())
errors = [line.split(maxsplit=2)[2] for line in log.splitlines() if "ERROR" in line]
print(levels.most_common())
errors
# --- moving average
data = [3, 5, 8, 13, 21]
window = 3
[round(sum(data[i:i + window]) / window, 2) for i in range(len(data) - window + 1)]
# --- bank
class Insufficient(Exception):
    def __init__(self, need, have):
        super().__init__(f"need {need}, have {have}")
        self.missing = need - have
class Account:
    def __init__(self, owner, balance=0):
        self.owner, self._balance, self._log = owner, balance, []
    @property
    def balance(self): return self._balance
    def deposit(self, n):
        self._balance += n
        self._log.append(("in", n))
    def withdraw(self, n):
        if n > self._balance: raise Insufficient(n, self._balance)
        self._balance -= n
        self._log.append(("out", n))
    def __repr__(self): return f"Account({self.owner!r}, {self._balance})"
a = Account("ann", 10)
a.deposit(5)
try: a.withdraw(50)
except Insufficient as e: print(e, e.missing)
a.withdraw(3)
a, a._log
# --- word frequency
import re
text = "The quick brown fox. The lazy dog! the end?"
words = re.findall(r"[a-z]+", text.lower())
freq = {}
for w in words: freq[w] = freq.get(w, 0) + 1
sorted(freq.items(), key=lambda kv: (-kv[1], kv[0]))[:2]
# --- shortest path
import heapq
graph = {"a": {"b": 1, "c": 4}, "b": {"c": 2, "d": 5}, "c": {"d": 1}, "d": {}}
def dijkstra(src):
    dist = {n: float("inf") for n in graph}
    dist[src] = 0
    q = [(0, src)]
    while q:
        d, u = heapq.heappop(q)
        if d > dist[u]: continue
        for v, w in graph[u].items():
            if (nd := d + w) < dist[v]:
                dist[v] = nd
                heapq.heappush(q, (nd, v))
    return dist
dijkstra("a")
# --- csv report
import csv, io
raw = "name,dept,pay\nann,eng,10\nbob,eng,20\ncy,ops,5\n"
by = {}
for row in csv.DictReader(io.StringIO(raw)): by.setdefault(row["dept"], []).append(int(row["pay"]))
{k: (len(v), sum(v) / len(v)) for k, v in by.items()}
# --- matrix determinant
def det(m):
    if len(m) == 1: return m[0][0]
    return sum((-1) ** j * m[0][j] * det([r[:j] + r[j + 1:] for r in m[1:]]) for j in range(len(m)))
det([[2, 0, 1], [1, 3, 2], [1, 1, 1]])
# --- lru cache by hand
from collections import OrderedDict
class LRU:
    def __init__(self, size): self.size, self.d = size, OrderedDict()
    def get(self, k):
        if k not in self.d: return -1
        self.d.move_to_end(k)
        return self.d[k]
    def put(self, k, v):
        self.d[k] = v
        self.d.move_to_end(k)
        if len(self.d) > self.size: self.d.popitem(last=False)
c = LRU(2)
c.put("a", 1); c.put("b", 2); c.get("a"); c.put("c", 3)
c.get("a"), c.get("b"), list(c.d)
# --- event system
class Events:
    def __init__(self): self._on = {}
    def on(self, name):
        def deco(f):
            self._on.setdefault(name, []).append(f)
            return f
        return deco
    def emit(self, name, *a): return [f(*a) for f in self._on.get(name, [])]
ev = Events()
@ev.on("x")
def one(v): return v + 1
@ev.on("x")
def two(v): return v * 2
ev.emit("x", 5), ev.emit("y")
# --- tokenizer and parser
import re
def tokens(s): return re.findall(r"\d+\.?\d*|[-+*/()]", s)
def parse(ts):
    def expr():
        v = term()
        while ts and ts[0] in "+-":
            v = v + term() if ts.pop(0) == "+" else v - term()
        return v
    def term():
        v = factor()
        while ts and ts[0] in "*/":
            v = v * factor() if ts.pop(0) == "*" else v / factor()
        return v
    def factor():
        t = ts.pop(0)
        if t == "(":
            v = expr()
            ts.pop(0)
            return v
        return float(t) if "." in t else int(t)
    return expr()
parse(tokens("2 * (3 + 4) - 10 / 4"))
# --- permutations by recursion
def perms(xs):
    if not xs: yield []
    for i, x in enumerate(xs):
        for rest in perms(xs[:i] + xs[i + 1:]): yield [x] + rest
["".join(p) for p in perms(list("abc"))]
# --- game of life
def step(cells):
    from collections import Counter
    near = Counter((x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    return {c for c, n in near.items() if n == 3 or (n == 2 and c in cells)}
sorted(step({(0, 0), (1, 0), (2, 0)}))
# --- inventory with dataclasses
from dataclasses import dataclass, field
from typing import Optional
@dataclass
class Item:
    name: str
    price: float
    qty: int = 0
    tags: list[str] = field(default_factory=list)
    @property
    def total(self) -> float: return self.price * self.qty
@dataclass
class Inventory:
    items: dict[str, Item] = field(default_factory=dict)
    def add(self, item: Item) -> None:
        if item.name in self.items: self.items[item.name].qty += item.qty
        else: self.items[item.name] = item
    def find(self, tag: str) -> Optional[Item]:
        return next((i for i in self.items.values() if tag in i.tags), None)
inv = Inventory()
inv.add(Item("pen", 1.5, 10, ["office"]))
inv.add(Item("pen", 1.5, 5))
inv.add(Item("mug", 8.0, 2, ["kitchen"]))
print(sum(i.total for i in inv.items.values()))
inv.find("kitchen"), inv.find("none")
# --- json transform
import json
raw = '{"users": [{"id": 1, "name": "A", "email": null}, {"id": 2, "name": "B", "email": "b@x"}]}'
data = json.loads(raw)
for u in data["users"]:
    u["email"] = u["email"] or f"{u['name'].lower()}@default"
json.dumps({u["id"]: u["email"] for u in data["users"]})
# --- date arithmetic
from datetime import date, timedelta
start = date(2024, 1, 29)
days = [start + timedelta(days=i) for i in range(5)]
[d.strftime("%a %d") for d in days if d.weekday() < 5]
# --- memoized knapsack
from functools import lru_cache
items = [(60, 10), (100, 20), (120, 30)]
@lru_cache(maxsize=None)
def best(i, cap):
    if i == len(items): return 0
    v, w = items[i]
    skip = best(i + 1, cap)
    return max(skip, v + best(i + 1, cap - w)) if w <= cap else skip
best(0, 50)
# --- mistakes models make: string and int
age = "30"
age + 1
# --- mistakes models make: none result
result = [3, 1].sort()
result[0]
# --- mistakes models make: key
config = {"host": "x"}
config["port"]
# --- mistakes models make: attribute of a dict
user = {"name": "a"}
user.name
# --- mistakes models make: index
rows = []
rows[0]
# --- mistakes models make: unpack
for k, v in {"a": 1}: pass
# --- mistakes models make: call a list
xs = [1, 2]
xs(0)
# --- mistakes models make: missing self
class A:
    def __init__(self): count = 0
    def up(self): self.count += 1
A().up()
# --- mistakes models make: json quotes
import json
json.loads("{'a': 1}")
# --- mistakes models make: float index
xs = [1, 2, 3]
xs[len(xs) / 2]
# --- mistakes models make: append result
xs = []
xs = xs.append(1)
xs.append(2)
# --- mistakes models make: indentation
if True:
x = 1
# --- mistakes models make: colon
def f()
    return 1
# --- mistakes models make: equals in a condition
if x = 1:
    pass
# --- mistakes models make: parenthesis
print("a"
# --- mistakes models make: quote
print('a)
# --- mistakes models make: print statement
print "hello"
# --- mistakes models make: else if
if 1: pass
else if 2: pass
# --- mistakes models make: increment
i = 0
i++
# --- mistakes models make: null
x = null
# --- mistakes models make: true
flag = true
# --- mistakes models make: and
if True && False: pass
# --- mistakes models make: unexpected indent
x = 1
  y = 2
# --- mistakes models make: mixed tabs
if True:
        a = 1
	b = 2
# --- mistakes models make: smart quotes
x = “text”
# --- mistakes models make: leading zeros
x = 007
# --- mistakes models make: await outside
# needs: async
async def f(): return 1
def g(): return await f()
