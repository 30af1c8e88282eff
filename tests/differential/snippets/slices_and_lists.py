# Lists, tuples, slices.
# --- slices
xs = list(range(10))
xs[2:5], xs[:3], xs[7:], xs[::3], xs[::-2], xs[-3:-1], xs[5:2], xs[20:]
# --- slice of step zero
[1][::0]
# --- slice by text
[1]["a":]
# --- slice object
s = slice(1, 5, 2)
"abcdef"[s], s.start, s.stop, s.step, s.indices(4)
# --- index
xs = [1, 2, 3]
xs[0], xs[-1], xs[True]
# --- index out of range
[1][5]
# --- negative index out of range
[1][-5]
# --- index by a float
[1][1.0]
# --- index by a string
[1]["a"]
# --- tuple index in a list
[[1]][0, 0]
# --- methods
xs = [3, 1]
xs.append(2); xs.extend([5, 4]); xs.insert(0, 9)
popped = xs.pop(), xs.pop(0)
xs.remove(1); xs.sort(); xs.reverse()
xs, popped, xs.index(3), xs.count(5), xs.copy() == xs
# --- sort returns None
[2, 1].sort()
# --- sort with a key
xs = ["bb", "a", "ccc"]
xs.sort(key=len, reverse=True)
xs
# --- sort mixed
[1, "a"].sort()
# --- sort is stable
sorted([(1, "b"), (0, "z"), (1, "a")], key=lambda t: t[0])
# --- remove what is not there
[1].remove(5)
# --- pop from an empty list
[].pop()
# --- pop out of range
[1].pop(3)
# --- index of what is not there
[1].index(9)
# --- assign out of range
xs = []
xs[0] = 1
# --- del items
xs = list(range(6))
del xs[0], xs[-1], xs[1:3]
xs
# --- del out of range
xs = []
del xs[0]
# --- del several
a, b = 1, 2
del a, b
a
# --- del nested
d = {"a": {"b": 1, "c": 2}}
del d["a"]["b"]
d
# --- del parenthesized
x = y = 1
del (x, y)
y
# --- insert by slice
xs = [1, 4]
xs[1:1] = [2, 3]
xs
# --- clear by slice
xs = [1, 2]
xs[:] = []
xs
# --- aliasing
grid = [[0] * 2] * 2
grid[0][0] = 1
grid
# --- no aliasing
grid = [[0] * 2 for _ in range(2)]
grid[0][0] = 1
grid
# --- nested equality
[1, [2, (3,)]] == [1, [2, (3,)]], [1, 2] < [1, 3], (1, 2) + (3,), [] < [0]
# --- comparison of mixed lists
[1] < ["a"]
# --- tuples
t = (1, 2, 2)
t.count(2), t.index(2), t[1:], (5,), (), len(t), t + (3,), t * 2
# --- tuple is not mutable
t = (1, 2)
t[0] = 5
# --- tuple has no append
(1,).append(2)
# --- tuple as a key
{(1, 2): "a"}[1, 2]
# --- list as a key
{[1]: 2}
# --- list in a set
{[1]}
# --- unpack in a call
print(*[1, 2], *"ab", sep="-")
# --- copy
import copy
a = [[1], 2]
b, c = a[:], copy.deepcopy(a)
a[0].append(5)
b, c
# --- list of lists sum
sum([[1], [2]], [])
# --- min and max
min([3, 1, 2]), max("a", "b"), min([], default=0), max([1, -5], key=abs), max({"a": 2, "b": 9}.items(), key=lambda kv: kv[1])
# --- max of nothing
max([])
# --- any and all
any([]), all([]), any([0, 1]), all([1, 0])
# --- reversed and sorted
list(reversed([1, 2])), sorted({3, 1}), sorted("ba", reverse=True)
# --- enumerate and zip
list(enumerate("ab", start=1)), list(zip([1, 2], "ab", (True, False))), dict(zip("ab", [1, 2]))
# --- zip strict
list(zip([1, 2], [3], strict=True))
# --- zip to transpose
list(zip(*[(1, 2), (3, 4)]))
# --- range
list(range(5, 0, -2)), range(10)[3:6], 5 in range(0, 10, 5), len(range(0, 10, 3)), range(3) == range(0, 3), range(5)[-1]
# --- range of a float
range(1.5)
# --- range of step zero
range(1, 2, 0)
# --- deque
from collections import deque
d = deque([1, 2, 3], maxlen=3)
d.append(4); d.appendleft(0); d.rotate(1)
list(d), d.popleft(), d.maxlen
# --- iterate and change
xs = [1, 2, 3, 4]
for x in xs[:]:
    if x % 2: xs.remove(x)
xs
# --- binary search
from bisect import bisect_left, insort
xs = [1, 3, 5]
insort(xs, 4)
xs, bisect_left(xs, 3)
# --- heap
import heapq
h = [5, 1, 4]
heapq.heapify(h)
heapq.heappush(h, 0)
[heapq.heappop(h) for _ in range(len(h))], heapq.nlargest(2, [1, 9, 5])
# --- bubble sort
def bubble(xs):
    for i in range(len(xs)):
        for j in range(len(xs) - 1 - i):
            if xs[j] > xs[j + 1]: xs[j], xs[j + 1] = xs[j + 1], xs[j]
    return xs
bubble([3, 1, 2])
# --- attribute of a list missing
[1].push(2)
# --- recursive list
a = [1]
a.append(a)
a[1][1][0], len(a)
# --- list times a float
[1] * 1.5
# --- list minus list
[1] - [1]
