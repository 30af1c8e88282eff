"""What the language benchmark runs: plain Python as models write it, its result in `r`."""

WORKLOADS = {
    "sum loop": """
s = 0
for i in range(300_000):
    s += i * 2
r = s
""",
    "fib": """
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)
r = fib(20)
""",
    "dict, list, str": """
d = {}
words = []
for i in range(20_000):
    k = "k" + str(i % 1000)
    d[k] = d.get(k, 0) + i
    words.append(k.upper())
t = ",".join(words)
counts = {}
for p in t.split(","):
    if p in counts:
        counts[p] = counts[p] + 1
    else:
        counts[p] = 1
r = (len(d), len(words), len(counts))
""",
    "attribute loop": """
class P:
    def __init__(self, x, y):
        self.x = x
        self.y = y
p = P(1, 2)
t = 0
for i in range(40_000):
    p.x = i
    t = t + p.x + p.y
r = t
""",
    "nested lists": """
n = 36
a = [[(i * j) % 7 for j in range(n)] for i in range(n)]
b = [[(i + j) % 5 for j in range(n)] for i in range(n)]
c = [[0] * n for i in range(n)]
for i in range(n):
    for j in range(n):
        s = 0
        for k in range(n):
            s = s + a[i][k] * b[k][j]
        c[i][j] = s
r = c[3][4]
""",
    "class methods": """
class Account:
    def __init__(self):
        self.n = 0
        self.items = []
    def add(self, v):
        self.n = self.n + v
        self.items.append(v)
        return self.n
    def total(self):
        return self.n
account = Account()
for i in range(25_000):
    account.add(i)
r = account.total()
""",
    "comprehension": """
a = [x * x for x in range(50_000) if x % 3 == 0]
b = {x: x + 1 for x in range(25_000)}
c = {x % 100 for x in range(25_000)}
r = (len(a), len(b), len(c), sum(x for x in a))
""",
    "sort key": """
data = [(i * 7919) % 10007 for i in range(15_000)]
pairs = [(x, -x) for x in data]
pairs.sort(key=lambda t: (t[1], t[0]))
z = sorted(data, key=lambda v: -v)
r = (pairs[0], z[0])
""",
    "unpack, enumerate": """
total = 0
for i, (a, b) in enumerate([(x, x + 1) for x in range(25_000)]):
    total += a * b - i
r = total
""",
    "try, except": """
good = bad = 0
for i in range(20_000):
    try:
        good += 100 // (i % 4)
    except ZeroDivisionError:
        bad += 1
r = (good, bad)
""",
    "generator pipeline": """
def numbers(n):
    for i in range(n):
        yield i
def squares(source):
    for x in source:
        yield x * x
def odd(source):
    for x in source:
        if x % 2:
            yield x
r = sum(odd(squares(numbers(25_000))))
""",
    "typical 10-line step": """
import json
rows = [{"name": "item" + str(i), "price": i * 1.5, "qty": i % 7} for i in range(200)]
total = 0.0
by_qty = {}
for row in rows:
    total += row["price"] * row["qty"]
    by_qty.setdefault(row["qty"], []).append(row["name"])
summary = {k: len(v) for k, v in by_qty.items()}
r = json.dumps({"total": round(total, 2), "summary": summary})
""",
    "numpy": """
import numpy as np
a = np.arange(50_000, dtype=float)
for i in range(10):
    a = np.sqrt(a * a + 1.0)
m = a[:10_000].reshape(100, 100)
r = float((m @ m).sum())
""",
    "pandas group-by": """
import pandas as pd
df = pd.DataFrame({"k": [i % 7 for i in range(5_000)], "v": list(range(5_000))})
df["w"] = df["v"] * 2
g = df.groupby("k")["w"].sum().sort_values(ascending=False)
r = int(g.iloc[0])
""",
}

ACTION = """
import json
rows = [{"name": f"item{i}", "price": i * 1.5, "qty": i % 7} for i in range(20)]
total = 0.0
groups = {}
for row in rows:
    total += row["price"] * row["qty"]
    groups.setdefault(row["qty"], []).append(row["name"])
best = max(groups, key=lambda qty: len(groups[qty]))
print(f"{total:.2f}", best)
"""
