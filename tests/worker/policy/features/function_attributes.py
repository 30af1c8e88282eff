def f(n):
    f.count += 1
    return n
f.count = 0
f(1); f(1)
f.count
