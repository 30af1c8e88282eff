# expect: raises
def fake(*args): return 5
fake.__name__ = fake.__qualname__ = "tool"
held(await fake(1))
