x = [3, 1, 2]; x[0] += 5; x[1:2] = [9, 9]; d = {"a": 1}; d["a"] += 1; del d["a"], x[0]
(a, (b, *c)), q = (1, (2, 3, 4)), 5
i = j = 7
[x, d, a, b, c, q, i, j, [y for y in x if (z := y) > 2], z, {k: v for k, v in enumerate("ab")}, *x]
