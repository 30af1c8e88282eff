def attempt(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__, str(error)
class A: pass
[
    attempt(lambda: 1 / 0), attempt(lambda: {}["k"]), attempt(lambda: [][1]), attempt(lambda: int("q")),
    attempt(lambda: A().missing), attempt(lambda: None + 1), attempt(lambda: nothing), attempt(lambda: len(3)),
    attempt(lambda: next(iter([]))), attempt(lambda: (lambda a: a)()),
]
