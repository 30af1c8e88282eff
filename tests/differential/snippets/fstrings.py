# f-strings: expressions, conversions, specs, debugging, nesting.
# --- plain
name, n = "Ann", 3
f"{name} has {n + 1} items"
# --- conversions
s = "é\n"
f"{s!r} {s!s} {s!a}"
# --- debug
x = 5
f"{x=} {x + 1 = } {x=:>4} {x!r=}" if False else f"{x=} {x + 1 = } {x=:>4} {x=!s}"
# --- float specs
v = 1234.5678
f"{v:.2f} {v:10.1f}| {v:,.0f} {v:e} {v:g} {v:+.1f} {v:08.2f} {v:.0%}"
# --- int specs
n = 255
f"{n:d} {n:x} {n:X} {n:#x} {n:b} {n:#o} {n:08b} {n:,} {n:_} {n:c}"
# --- alignment
s = "ab"
f"[{s:5}] [{s:>5}] [{s:^5}] [{s:*^7}] [{s:<5}] [{s:.1}]"
# --- alignment of numbers
f"[{5:5}] [{5:<5}] [{-5:=5}] [{5:+}] [{5: }] [{-5:06}]"
# --- nested spec
w, p = 10, 3
f"{3.14159:{w}.{p}f}|{'x':>{w}}"
# --- braces
f"{{}} {{{1}}}"
# --- quotes inside
d = {"k": "v"}
f"{d['k']} {', '.join(['a', 'b'])}"
# --- calls and methods
f"{len('abc')} {'x'.upper()} {max(1, 2)}"
# --- conditional
ok = True
f"{'yes' if ok else 'no'}"
# --- lambda
f"{(lambda x: x * 2)(4)}"
# --- comprehension
f"{[i for i in range(3)]} {sum(i for i in range(4))}"
# --- dict display
f"{ {'a': 1}['a'] }"
# --- multi line
a, b = 1, 2
f"""{a}
{b:>3}
end"""
# --- concatenated
x = 1
"a" f"{x}" "b" f"{x + 1}"
# --- raw
f = 3
rf"\d{f}\n"
# --- datetime spec
from datetime import datetime
d = datetime(2024, 3, 5, 7, 8)
f"{d:%Y-%m-%d %H:%M} {d:%B %d}"
# --- object spec
class Money:
    def __init__(self, n): self.n = n
    def __format__(self, spec): return f"{self.n:{spec}}$"
f"{Money(3.5):.2f}"
# --- walrus
f"{(n := 5)} {n}"
# --- attribute and index chain
class A:
    items = [{"k": (1, 2)}]
f"{A.items[0]['k'][1]}"
# --- repr of containers
f"{[1, 'a', None]} {('x',)} {{'k'}}"
# --- bool and none
f"{True} {None} {True:d} {None!s:>6}"
# --- wrong spec
f"{'a':d}"
# --- wrong spec of a float
f"{1.5:d}"
# --- unsupported spec
f"{[1]:>5}"
# --- unknown name
f"{nobody_here}"
# --- error inside
f"{1 / 0}"
# --- unterminated
f"{x"
# --- empty expression
f"{}"
# --- percent and big numbers
f"{0.1234:.1%} {10**20:,} {2**0.5:.10f} {1e100:g}"
# --- padding with unicode
f"{'é':→^5}"
# --- nested f-string
x = 3
f"{f'{x}' + f'{x + 1}'}"
# --- star in display
f"{[*range(3)]}"
# --- await is not needed for strings
f"{'a' 'b'}"
# --- decimals
from decimal import Decimal
f"{Decimal('1.005'):.2f} {Decimal(10):>5}"
# --- complex
f"{1 + 2j:.1f} {1j}"
# --- slices inside
s = "hello"
f"{s[1:3]} {s[::-1]}"
# --- class name
class A: pass
a = A()
f"{type(a).__name__} {a.__class__.__name__} {A.__name__}"
# --- nested quotes of the same kind
# needs: 3.12
f"{"a" + f"{"b"}"}"
# --- backslash inside
# needs: 3.12
f"{"\n".join(["a", "b"])}"
# --- comment inside
# needs: 3.12
f"{
    1 + 1  # two
}"
