"""Write random programs: every statement of the language, loops short, errors welcome."""

from expressions import KINDS, Expressions

ERRORS = ("ValueError", "KeyError", "ZeroDivisionError", "(TypeError, IndexError)", "LookupError", "Exception", "")


def program(data):
    """Return the text of a program; its last expression shows the names it made."""
    writer = Statements(data)
    lines = writer.several(writer.some(1, 5), depth=2)
    shown = [name for kind in KINDS for name in writer.names[kind]] + writer.objects
    return "\n".join([*lines, f"[{', '.join(dict.fromkeys(shown))}]"]) + "\n"


class Statements(Expressions):
    """Writes statements as lists of lines."""

    def __init__(self, data):
        super().__init__(data)
        self.inside = []

    def several(self, count, depth):
        """Write so many statements."""
        return [line for _ in range(count) for line in self.statement(depth)]

    def statement(self, depth):
        """Write a statement, a compound one while there is depth left."""
        simple = (self.assign, self.assign, self.change, self.unpack, self.show, self.leave)
        compound = (
            self.branch, self.loop, self.repeat, self.attempt, self.manage, self.choose,
            self.define, self.generate, self.enclose, self.classify, self.decorate,
        )  # fmt: skip
        if depth > 0 and not self.chance(45):
            return self.one(compound)(depth - 1)
        return self.pick(*simple)

    def block(self, depth, *more):
        """Write an indented block whose new names are forgotten behind it."""
        kept = {kind: list(names) for kind, names in self.names.items()}
        functions, objects = list(self.functions), list(self.objects)
        lines = self.several(self.some(1, 2), depth) + list(more)
        if self.chance(90):  # else later lines may use what may not be there
            self.names, self.functions, self.objects = kept, functions, objects
        return ["    " + line for line in lines]

    # --- simple ---------------------------------------------------------------------------------

    def assign(self):
        """Bind a name, new or old, in one of the forms."""
        kind = self.pick(*KINDS)
        old = self.names[kind] and self.chance(40)
        name = self.pick(*self.names[kind]) if old else self.fresh(self.pick("v", "_v"))
        value = self.of(kind)
        if not old:
            self.names[kind].append(name)
        return [self.pick(f"{name} = {value}", f"{name}: {kind} = {value}", f"{name} = {self.fresh()} = {value}")]

    def change(self):
        """Change something in place."""
        items, pairs = self.leaf("list"), self.leaf("dict")
        targets = [
            lambda: f"{items}[{self.some(-1, 2)}] {self.pick('=', '+=', '-=')} {self.of('int')}",
            lambda: f"{pairs}[{self.key()}] {self.pick('=', '+=')} {self.of('int')}",
            lambda: f"{items}[{self.pick('1:', ':1', '::2')}] = {self.of('list')}",
            lambda: f"del {self.pick(items, pairs)}[{self.pick('0', '1', self.key())}]",
            lambda: f"{items}.append({self.of('int')})",
            lambda: f"{pairs}.update(a={self.of('int')})",
        ]
        if self.names["int"]:
            name = self.pick(*self.names["int"])
            targets += [lambda: f"{name} {self.pick('+=', '-=', '|=', '^=')} {self.of('int')}"] * 3
        if self.objects:
            made = self.pick(*self.objects)
            targets += [
                lambda: f"{made}.{self.pick('x', '_y', 'fresh')} {self.pick('=', '+=')} {self.of('int')}",
                lambda: f"{made}.x += {self.of('int')}",
                lambda: f"{made}[{self.key()}] = {self.leaf('int')}",
                lambda: f"setattr({made}, 'x', {self.leaf('int')})",
                f"del {made}.x",
            ]
        return [self.pick(*targets)]

    def unpack(self):
        """Bind several names at once."""
        first, second, third = (self.fresh() for _ in "abc")
        line = self.pick(
            lambda: f"{first}, *{second} = {self.of('list')}",
            lambda: f"*{second}, {first} = {self.some(0, 3)}, {self.of('int')}",
            lambda: f"({first}, {second}), {third} = ({self.of('int')}, {self.of('list')}), {self.any()}",
            lambda: f"[{first}, {second}] = {self.of('int')}, {self.of('list')}",
        )
        self.names["int"].append(first)
        self.names["list"].append(second)
        return [line]

    def show(self):
        """Print."""
        return [
            self.pick(
                lambda: f"print({self.any()}, {self.any()}, sep='~')",
                lambda: f"print({self.any()}, end=';')",
                lambda: f"print(*{self.of('list')})",
            )
        ]

    def leave(self):
        """Raise, assert, or leave what is around."""
        options = [
            "pass",
            lambda: f"assert {self.test(1)}, {self.leaf('str')}",
            lambda: f"raise {self.pick('ValueError', 'KeyError')}({self.any()})",
        ]
        if "loop" in self.inside[-1:]:
            options += ["break", "continue", f"if {self.test(1)}: {self.pick('break', 'continue')}"]
        if "function" in self.inside:
            options += [f"return {self.any()}", f"if {self.test(1)}: return {self.of('int')}"]
        return [self.pick(*options)]

    # --- blocks ---------------------------------------------------------------------------------

    def branch(self, depth):
        """Write an `if`."""
        lines = [f"if {self.test(2)}:", *self.block(depth)]
        if self.chance(50):
            lines += [f"elif {self.test(2)}:", *self.block(depth)]
        return lines + (["else:", *self.block(depth)] if self.chance(50) else [])

    def loop(self, depth):
        """Write a `for`."""
        name = self.fresh("i")
        over = self.pick(f"range({self.some(0, 3)})", f"{self.of('list')}[:3]", f"{self.of('str')}[:3]", "(1, 2)")
        self.inside.append("loop")
        self.names["int"].append(name)
        lines = [f"for {name} in {over}:", *self.block(depth)]
        self.inside.pop()
        return lines + (["else:", *self.block(depth)] if self.chance(30) else [])

    def repeat(self, depth):
        """Write a `while` that ends."""
        name = self.fresh("c")
        self.inside.append("loop")
        lines = [f"{name} = {self.some(0, 3)}", f"while {name} > 0:", f"    {name} -= 1", *self.block(depth)]
        self.inside.pop()
        return lines + (["else:", *self.block(depth)] if self.chance(30) else [])

    def attempt(self, depth):
        """Write a `try`."""
        kind, name = self.pick(*ERRORS), self.fresh("e")
        lines = ["try:", *self.block(depth)]
        if self.chance(85):
            named = f" as {name}" if kind and self.chance(60) else ""
            shown = [f"print(type({name}).__name__, {name})"] if named else []
            shown += self.pick([], [], ["raise"], [f"raise RuntimeError('again') from {name if named else None}"])
            lines += [f"except {kind}{named}:".replace(" :", ":"), *self.block(depth, *shown)]
            lines += ["else:", *self.block(depth)] if self.chance(30) else []
        if not any(line.startswith("except") for line in lines) or self.chance(30):
            self.inside.append("finally")
            lines += ["finally:", *self.block(depth)]
            self.inside.pop()
        return lines

    def manage(self, depth):
        """Write a `with`."""
        name, kind = self.fresh("m"), self.fresh("M")
        swallowed = self.pick("False", "True", "kind is ValueError", "None")
        self.names["int"].append(name)
        return [
            f"class {kind}:",
            f"    def __enter__(self): print('in'); return {self.leaf('int')}",
            f"    def __exit__(self, kind, value, trace): print('out', kind and kind.__name__); return {swallowed}",
            f"{name} = 0",
            f"with {kind}() as {name}:",
            *self.block(depth),
        ]

    def choose(self, depth):
        """Write a `match`."""
        a, b = self.fresh("p"), self.fresh("p")
        patterns = [
            str(self.some(0, 3)), f"[{a}, *_]", f"[_, {a}] | {{'k': {a}}}", f"{{'a': {a}, **{b}}}", f"int({a})", f"str() as {a}",
            f"{a} if {a}", "[] | None", f"dict({a})", f"list([int({a}), *{b}])", f"({a}, {b})", "'a' | 'bb'", "float() | bool()",
        ]  # fmt: skip
        lines = [f"match {self.any()}:"]
        for _ in range(self.some(1, 3)):
            lines += [f"    case {self.pick(*patterns)}:", *("    " + line for line in self.block(depth))]
        return lines + (["    case _:", *("    " + line for line in self.block(depth))] if self.chance(50) else [])

    # --- definitions ----------------------------------------------------------------------------

    def body(self, depth, parameters, *more):
        """Write the body of a function; its parameters are numbers."""
        outer, self.inside = self.inside, [*self.inside, "function"]
        numbers = list(self.names["int"])
        self.names["int"] += parameters
        lines = self.block(depth, *more)
        self.names["int"] = numbers
        self.inside = outer
        return lines

    def define(self, depth):
        """Write a function."""
        name, least = self.fresh("f"), self.some(0, 2)
        required = ["a", "_z"][:least]
        extra = self.pick("", "b=1", "*rest, b=2", "b=3, **kw", "*, b=4", "b: int = 5, /")
        known = required + (["b"] if extra else [])
        glob = self.pick(*self.names["int"]) if self.names["int"] and self.chance(25) and not self.inside else None
        lines = [f"def {name}({', '.join(filter(None, [*required, extra]))}):"]
        if glob and glob not in known:
            lines += [f"    global {glob}", f"    {glob} += 1"]
        lines += self.body(depth, known, f"return {self.of('int')}")
        self.functions.append((name, least))
        return lines

    def generate(self, depth):
        """Write a generator and use it up."""
        name, kept = self.fresh("g"), self.fresh()
        self.inside.append("generator")
        lines = [f"def {name}(n):", *self.body(depth, ["n"], f"got = yield {self.of('int')}", "print('got', got)")]
        lines += [f"    yield from {self.pick('range(n)', 'map(str, range(n))', '[n, n]')}"]
        self.inside.pop()
        used = self.pick(f"list({name}({self.some(0, 3)}))", f"[next({name}(1))]", f"sorted({name}(2), key=str)")
        self.names["list"].append(kept)
        return [*lines, f"{kept} = {used}"]

    def enclose(self, depth):
        """Write a closure that keeps a number."""
        name, inner = self.fresh("f"), self.fresh("h")
        lines = [
            f"def {name}(a=0):",
            f"    def {inner}(b=1):",
            "        nonlocal a",
            f"        a {self.pick('+=', '-=', '^=')} b",
        ]
        lines += ["    " + line for line in self.body(depth, ["a", "b"], "return a")]
        lines += [f"    {inner}(); return {inner}({self.leaf('int')})"]
        self.functions.append((name, 0))
        return lines

    def classify(self, depth):
        """Write a class and make an object of it."""
        name, made = self.fresh("C"), self.fresh("o")
        start = self.leaf("int")
        lines = [
            f"{self.pick('', '', '@(lambda cls: cls)')}",
            f"class {name}{self.pick('', '(object)', '(list)', '(dict)')}:",
            f"    n = {start}",
            f"    def __init__(self, x={start}): self.x = x; self._y = [x]; self.__z = 1; type(self).n += 1",
            "    @property",
            f"    def total(self): return self.x + {self.leaf('int')} + self.__z",
            "    @classmethod",
            "    def make(cls, x): return cls(x)",
            "    def get(self): return getattr(self, '_y')",
            f"    def __repr__(self): return f'{name}({{self.x}}, {{self._y}})'",
            f"    def __eq__(self, other): return {self.test(1)}",
            f"    def __{self.pick('add', 'sub', 'radd', 'mul')}__(self, other): return {self.leaf('int')}",
            "    def grow(self, by):",
            f"        self.x {self.pick('+=', '-=', '=')} by",
            *("    " + line for line in self.body(depth, ["by", "self.x"], "return self.x")),
        ]
        self.objects.append(made)
        return [*filter(None, lines), f"{made} = {name}{self.pick('()', '.make(2)', '(x=5)')}"]

    def decorate(self, depth):
        """Write a decorator and a function under it."""
        deco, name = self.fresh("d"), self.fresh("f")
        lines = [f"def {deco}(f):", "    def run(*args, **kw):", *("    " + line for line in self.body(0, []))]
        lines += [f"        return {self.pick('f(*args, **kw)', '(f(*args), 1)[0]')}", "    return run", f"@{deco}"]
        lines += [f"def {name}(a, b=1):", *self.body(depth, ["a", "b"], f"return {self.of('int')}")]
        self.functions.append((name, 1))
        return lines
