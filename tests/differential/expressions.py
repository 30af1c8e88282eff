"""Write random expressions whose values stay small: numbers below a thousand, texts and lists of a few items."""

from functools import partial

KINDS = ("int", "str", "list", "dict")
WORDS = ("a", "bb", "Cat", "d e", "", "é", "x1")
CLOSING = {"(": ")", "[": "]", "{": "}"}


class Expressions:
    """Writes expressions of a wanted kind from the names in scope.

    Args:
        data: every choice is a byte of it; behind its end the first choice is taken, which is the simplest.
    """

    def __init__(self, data):
        self.data = iter(data)
        self.names = {kind: [] for kind in KINDS}
        self.functions = []
        self.objects = []
        self.counted = 0
        self.iterable = False

    # --- choosing -------------------------------------------------------------------------------

    def pick(self, *choices):
        """Return one of the choices; one that is a function is called."""
        choice = self.one(choices)
        return choice() if callable(choice) else choice

    def one(self, choices):
        """Return one of the choices as it is."""
        return choices[next(self.data, 0) % len(choices)]

    def chance(self, percent):
        """Say yes in so many cases of a hundred."""
        return next(self.data, 0) % 100 < percent

    def some(self, least, most):
        """Return a small number."""
        return least + next(self.data, 0) % (most - least + 1)

    def fresh(self, stem="v"):
        """Return a name that was not used before."""
        self.counted += 1
        return f"{stem}{self.counted}"

    # --- any kind -------------------------------------------------------------------------------

    def any(self, depth=2):
        """Write an expression of any kind."""
        return self.of(self.pick(*KINDS), depth)

    def of(self, kind, depth=2):
        """Write an expression of this kind; now and then of another, for the errors."""
        if depth <= 0 or self.chance(15):
            return self.leaf(kind)
        if self.chance(2):
            kind = self.pick(*KINDS)
        return getattr(self, f"{kind}_")(depth - 1)

    def leaf(self, kind):
        """Write a name or a literal."""
        if self.names[kind] and self.chance(70):
            return self.pick(*self.names[kind])
        if kind == "int":
            return str(self.some(0, 9)) if self.chance(90) else f"(-{self.some(1, 9)})"
        if kind == "str":
            return repr(self.pick(*WORDS))
        return (
            self.pick("[]", "[1, 2, 3]", "[4]", "['p', 'q']") if kind == "list" else self.pick("{}", "{'k': 1, 'm': 2}")
        )

    # --- numbers --------------------------------------------------------------------------------

    def int_(self, depth):
        """Write a number."""
        number = partial(self.of, "int", depth)
        return self.pick(
            lambda: f"({number()} {self.pick('+', '-', '&', '|', '^')} {number()})",
            lambda: f"({number()} * {number()} % 97)",
            lambda: f"({number()} {self.pick('//', '%')} {number()})",
            lambda: f"{self.pick('-', '+', '~', 'abs')}({number()})",
            lambda: f"len({self.of(self.pick('list', 'str', 'dict'), depth)})",
            lambda: f"{self.pick('max', 'min')}({number()}, {number()})",
            lambda: f"sum({self.of('list', depth)})",
            lambda: f"({number()} if {self.test(depth)} else {number()})",
            lambda: f"({number()} {self.pick('and', 'or')} {number()})",
            lambda: f"int({self.test(depth)})",
            lambda: f"{self.of('list', depth)}[{self.some(-2, 2)}]",
            lambda: f"{self.of('dict', depth)}.get({self.key()}, {number()})",
            lambda: f"({self.fresh('w')} := {number()})" if not self.iterable else number(),
            lambda: f"(lambda {self.pick('p', '_p')}, q={self.leaf('int')}: {number()} - q)({number()})",
            lambda: f"sum({self.comprehension('(', depth)})",
            lambda: self.call(depth),
            lambda: self.call(depth),
            self.attribute,
            self.attribute,
        )

    def test(self, depth):
        """Write a truth value."""
        number = partial(self.of, "int", depth - 1)
        return self.pick(
            lambda: f"{number()} {self.pick('<', '<=', '==', '!=', '>', '>=')} {number()}",
            lambda: f"{number()} < {number()} <= {self.leaf('int')}",
            lambda: f"not {self.any(depth - 1)}",
            lambda: f"{self.leaf('int')} {self.pick('in', 'not in')} {self.of('list', depth - 1)}",
            lambda: f"{self.key()} in {self.of('dict', depth - 1)}",
            lambda: f"isinstance({self.any(depth - 1)}, {self.pick('int', 'str', '(list, dict)', 'int | str')})",
            lambda: f"{self.leaf('list')} is {self.leaf('list')}" if self.names["list"] else "True",
            lambda: f"{self.pick('any', 'all')}({self.comprehension('(', depth)})",
        )

    # --- texts ----------------------------------------------------------------------------------

    def str_(self, depth):
        """Write a text."""
        text = partial(self.of, "str", depth)
        return self.pick(
            lambda: f"({text()} + {text()})[:12]",
            lambda: f"{text()}.{self.pick('upper', 'lower', 'title', 'strip', 'swapcase')}()",
            lambda: f"{text()}[{self.slice()}]",
            lambda: f"{text()}[{self.some(-2, 2)}]",
            lambda: f"({text()} * {self.some(0, 2)})",
            lambda: self.fstring(depth),
            lambda: f"str({self.any(depth)})[:20]",
            lambda: f"repr({text()})",
            lambda: f"{text()}.replace('a', {text()})[:12]",
            lambda: f"'-'.join({self.comprehension('(', depth, 'str(i)')})",
            lambda: f"'{{}}|{{:>4}}|{{k!r}}'.format({self.any(depth)}, {self.of('int', depth)}, k={text()})[:30]",
            lambda: f"('%s,%03d' % ({text()}, {self.of('int', depth)}))",
            lambda: f"type({self.any(depth)}).__name__",
            lambda: f"({text()} or {text()})",
        )

    def fstring(self, depth):
        """Write an f-string."""
        number, text = self.of("int", depth - 1), self.leaf("str").replace("'", '"')
        if any(mark in number for mark in "'\"\\{:!"):
            number = self.leaf("int")
        return self.pick(
            f"f'<{{{number}}}>'",
            f"f'{{{number}:>{self.some(1, 6)}}}|{{{number}:x}}'",
            f"f'{{{number}=}}'",
            f"f'{{{text}!r:>6}}'",
            f"f'{{{number}:{{{self.some(1, 5)}}}}}{{{{}}}}'",
        )

    # --- lists and dicts ------------------------------------------------------------------------

    def list_(self, depth):
        """Write a list."""
        items = partial(self.of, "list", depth)
        return self.pick(
            lambda: f"[{self.of('int', depth)}, {self.of('int', depth)}]",
            lambda: f"[{self.any(depth)}, *{items()}][:6]",
            lambda: f"({items()} + {items()})[:6]",
            lambda: f"{items()}[{self.slice()}]",
            lambda: self.comprehension("[", depth),
            lambda: f"sorted({self.comprehension('{', depth)})",
            lambda: f"sorted({items()}, key=lambda _e: {self.pick('-_e', 'str(_e)', '0')})",
            lambda: f"list({self.pick('reversed', 'iter')}({items()}))",
            lambda: f"list(map(lambda m: {self.pick('m + 1', 'm * 2', 'str(m)')}, {items()}))[:6]",
            lambda: f"list(filter({self.pick('None', 'lambda m: m')}, {items()}))",
            lambda: f"[list(p) for p in zip({self.leaf('list')}, {self.leaf('str')})]",
            lambda: f"list(enumerate({self.of('str', depth)}, {self.some(0, 2)}))",
            lambda: f"list(range({self.some(0, 5)}))",
            lambda: f"{self.of('str', depth)}.split()",
            lambda: f"sorted({self.of('dict', depth)})",
            lambda: f"list({self.of('dict', depth)}.items())",
        )

    def dict_(self, depth):
        """Write a dict."""
        pairs = partial(self.of, "dict", depth)
        return self.pick(
            lambda: f"{{{self.key()}: {self.any(depth)}}}",
            lambda: f"{{**{pairs()}, {self.key()}: {self.of('int', depth)}}}",
            lambda: f"({pairs()} | {pairs()})",
            lambda: f"{{k: {self.leaf('int')} for k in {self.leaf('str')}}}",
            lambda: f"{{str(k): v for k, v in {self.leaf('dict')}.items()}}",
            lambda: f"dict(zip({self.of('str', depth)}, {self.of('list', depth)}))",
            lambda: f"dict(a={self.of('int', depth)})",
        )

    def key(self):
        """Write a key."""
        return self.pick("'k'", "'m'", "'a'", "1", "(1, 'x')", "None")

    def slice(self):
        """Write what stands between the brackets of a slice."""
        return self.pick(":2", "1:", "::-1", "-2:", "::2", "1:3", lambda: f"{self.leaf('int')}:")

    def comprehension(self, bracket, depth, item=None):
        """Write a comprehension over something finite."""
        # Python allows no walrus in the iterable.
        outer, self.iterable = self.iterable, True
        over = self.pick(f"range({self.some(0, 4)})", self.of("list", depth - 1), f"(1, {self.leaf('int')})")
        self.iterable = outer
        item = item or self.pick("i", "i * 2", "i + 1", "(i, i)", lambda: f"i + {self.leaf('int')}", "str(i)", "-i")
        condition = self.pick("", "", " if i", " if i != 2", lambda: f" if {self.leaf('int')}", " for i in (i, i)")
        return f"{bracket}{item} for i in {over}{condition}{CLOSING[bracket]}"

    # --- what the program defined ---------------------------------------------------------------

    def call(self, depth):
        """Write a call of a function of the program."""
        if not self.functions:
            return self.of("int", depth)
        name, least = self.one(self.functions)
        arguments = [self.of("int", depth - 1) for _ in range(least)]
        extra = self.pick("", "", "", "*[1]", "b=2", "**{'b': 3}", "*(4, 5)", "zz=1")
        return f"{name}({', '.join([*arguments, extra] if extra else arguments)})"

    def attribute(self):
        """Write a load of an object of the program."""
        if not self.objects:
            return self.leaf("int")
        name = self.pick(*self.objects)
        load = self.pick("x", "x", "_y[0]", "total", "grow(2)", "n", "get()[-1]", "missing", "__class__.n")
        return self.pick(f"{name}.{load}", f"{name}.{load}", f"len({name})", f"{name}[1]", f"getattr({name}, 'x', 0)")
