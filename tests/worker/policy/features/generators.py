def gen():
    got = yield 1
    try:
        yield got
    finally:
        pass
    return 9
def dele():
    r = yield from gen()
    yield ("r", r)
g = gen(); a = next(g); b = g.send(7); g.close()
[a, b, list(dele())]
