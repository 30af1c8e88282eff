from contextlib import contextmanager, suppress
@contextmanager
def cm(v):
    yield v
    done.append(v)
done = []
with cm(1) as a, suppress(ValueError):
    raise ValueError
[a, done]
