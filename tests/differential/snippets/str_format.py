# str.format, format_map, format(), Template, percent.
# --- positions
"{} {} {0}".format(1, 2) if False else "{} {}".format(1, 2)
# --- numbered
"{1} {0} {1}".format("a", "b")
# --- named
"{name} is {age:d}".format(name="x", age=3)
# --- specs
"{:>5}|{:<5}|{:^5}|{:05.1f}|{:,}".format("a", "b", "c", 2.345, 12345)
# --- conversions
"{!r} {!s} {!a}".format("é", "é", "é")
# --- items
"{0[1]} {d[k]}".format([1, 2], d={"k": "v"})
# --- attributes
class P:
    x = 1
    name = "n"
"{0.x} {p.name}".format(P(), p=P())
# --- attribute chain
class A:
    class B:
        v = 3
"{0.B.v}".format(A)
# --- nested specs
"{:{}} {:{w}.{p}f}".format("a", 5, 3.14159, w=8, p=2)
# --- braces
"{{}} {{{}}}".format(1)
# --- star
"{} {} {k}".format(*[1, 2], **{"k": 3})
# --- mixing
"{} {0}".format(1)
# --- too few
"{} {}".format(1)
# --- missing name
"{x}".format(y=1)
# --- missing attribute
"{0.nothing}".format(5)
# --- unbalanced
"{".format()
# --- single closing
"}".format()
# --- wrong spec
"{:d}".format("a")
# --- format_map
"{a} {b}".format_map({"a": 1, "b": 2})
# --- format_map with a default
class Default(dict):
    def __missing__(self, k): return f"<{k}>"
"{a} {z}".format_map(Default(a=1))
# --- format builtin
format(3.14159, ".2f"), format(255, "x"), format("a", ">4"), format(5)
# --- format as a value
f = "{}-{}".format
f(1, 2), list(map("<{}>".format, [1, 2]))
# --- format of a subclass
class S(str): pass
S("{}").format(1)
# --- str.format through the class
str.format("{} {}", 1, 2)
# --- format method of an own class
class A:
    def format(self, x): return f"own {x}"
A().format(3)
# --- format_map of an own class
class A:
    def format_map(self, m): return sorted(m)
A().format_map({"b": 1, "a": 2})
# --- Template
from string import Template
Template("$a and ${b} cost $$5").substitute(a=1, b=2), Template("$x").safe_substitute()
# --- Template missing
from string import Template
Template("$a").substitute()
# --- dates
from datetime import date
"{:%d.%m.%Y}".format(date(2024, 1, 2))
# --- join and format
", ".join("{}={}".format(k, v) for k, v in {"a": 1, "b": 2}.items())
# --- table
rows = [("apple", 1.5), ("fig", 22.25)]
"\n".join("{:<10}{:>8.2f}".format(*r) for r in rows)
# --- repr of a nested object
"{0!r:>10}".format([1])
# --- keywords named like parts
"{self} {format}".format(self=1, format=2)
