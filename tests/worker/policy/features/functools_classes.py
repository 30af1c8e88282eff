from functools import lru_cache, cached_property, total_ordering, cache
@total_ordering
class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
    @cached_property
    def sq(self): return self.v ** 2
@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
[V(1) >= V(0), V(3).sq, fib(30), fib.cache_info().hits]
