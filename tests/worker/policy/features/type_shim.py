[type(3) is int, type(3).__name__, isinstance(int, type), type("a")("b"), type(type), type(int), issubclass(bool, int), (lambda t: type[t])(int)]
