# Comprehensions of every kind.
# --- list
[x * x for x in range(5)]
# --- condition
[x for x in range(20) if x % 2 if x % 3 == 0]
# --- nested loops
[(a, b) for a in range(3) for b in range(a)]
# --- nested comprehensions
[[r * c for c in range(3)] for r in range(3)]
# --- flatten
rows = [[1, 2], [3], []]
[x for row in rows for x in row]
# --- transpose
m = [[1, 2, 3], [4, 5, 6]]
[[row[i] for row in m] for i in range(3)]
# --- dict
{k: len(k) for k in ("a", "bb")}
# --- dict from pairs
{v: k for k, v in {"a": 1, "b": 2}.items()}
# --- dict with a condition
{n: "even" if n % 2 == 0 else "odd" for n in range(3)}
# --- dict later key wins
{n % 2: n for n in range(5)}
# --- set
sorted({len(w) for w in ["a", "bb", "cc"]})
# --- unpack in the target
[a + b for a, b in [(1, 2), (3, 4)]]
# --- star in the target
[rest for first, *rest in [(1, 2, 3), (4,)]]
# --- nested target
[a + b + c for a, (b, c) in [(1, (2, 3))]]
# --- conditional expression
["yes" if ok else "no" for ok in (True, False)]
# --- function calls
[str(n).zfill(3) for n in (1, 22)]
# --- method of each
[w.upper() for w in "a b".split()]
# --- attribute target
class Box: pass
box = Box()
[box.v for box.v in range(3)], box.v
# --- item target
d = {}
[d["k"] for d["k"] in "ab"], d
# --- lambda inside
[f(2) for f in [lambda x, n=n: x ** n for n in range(4)]]
# --- scope in a class body
class A:
    n = 3
    xs = [i for i in range(n)]
A.xs
# --- class names are out of reach in the condition
class A:
    n = 3
    xs = [i for i in range(5) if i < n_not_there]
# --- class scope beyond the first iterable
class A:
    k = 2
    xs = [k for _ in range(2)]
# --- error inside
[1 / x for x in (1, 0)]
# --- not iterable
[x for x in 5]
# --- generator argument without parentheses
sum(x for x in range(4)), ",".join(str(x) for x in (1, 2))
# --- generator next to another argument
sum((x for x in range(4)), 10)
# --- sorted by comprehension
sorted([(v, k) for k, v in {"a": 2, "b": 1}.items()])
# --- evaluation order of dict
seen = []
def t(x): seen.append(x); return x
{t("k"): t("v") for _ in "x"}
seen
# --- enumerate and zip
[f"{i}{a}{b}" for i, (a, b) in enumerate(zip("ab", "cd"), 1)]
# --- triple nest
[x for a in [[[1], [2]], [[3]]] for b in a for x in b]
# --- comprehension over a dict
prices = {"x": 3, "y": 9}
[k for k in prices], [v for v in prices.values() if v > 5]
# --- walrus
[(n, sq) for n in range(4) if (sq := n * n) > 2]
# --- same variable twice
[x for x in range(3) for x in range(x)]
# --- async outside
# needs: async
[x async for x in missing_stream]
# --- iteration over a changing list
xs = [1, 2, 3]
[xs.pop() for _ in range(2)], xs
# --- bool and none
[bool(x) for x in (0, 1, "", "a", [], [0], None)]
# --- string building
"".join(c if c.isalpha() else "-" for c in "a1b2")
# --- grouping
words = ["apple", "bob", "avocado", "cat"]
{c: [w for w in words if w[0] == c] for c in sorted({w[0] for w in words})}
# --- matrix product
A = [[1, 2], [3, 4]]
B = [[5, 6], [7, 8]]
[[sum(a * b for a, b in zip(r, c)) for c in zip(*B)] for r in A]
# --- primes
[n for n in range(2, 40) if all(n % d for d in range(2, int(n ** 0.5) + 1))]
# --- in a default argument
def f(xs=[i * 2 for i in range(3)]): return xs
f()
# --- in an f-string
f"{[i for i in range(3)]} {({i: i for i in 'a'})}"
# --- private names
[_x for _x in range(2)], [__y for __y in "a"]
# --- underscore
[0 for _ in range(3)]
