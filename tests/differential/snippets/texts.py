# Strings and bytes.
# --- case
"aBc".upper(), "aBc".lower(), "a b".title(), "aBc".swapcase(), "abc".capitalize(), "ß".casefold()
# --- search
"hello".find("l"), "hello".rfind("l"), "hello".index("e"), "hello".count("l"), "x" in "y", "hello".find("z")
# --- index of nothing
"hello".index("z")
# --- tests
"a1".isalnum(), "a".isalpha(), "1".isdigit(), "½".isnumeric(), " ".isspace(), "A".isupper(), "Ab".istitle(), "a_1".isidentifier(), "²".isdecimal()
# --- split
"a,b,,c".split(","), "a b  c".split(), "a-b-c".rsplit("-", 1), "k=v=w".partition("="), "a/b".rpartition("/"), "x\ny\r\nz".splitlines()
# --- split by nothing
"abc".split("")
# --- join
"-".join(["a", "b"]), "".join(reversed("abc")), ",".join(map(str, [1, 2]))
# --- join of numbers
",".join([1, 2])
# --- strip
"  a ".strip(), "xxaxx".strip("x"), "ab".lstrip("a"), "ab".rstrip("b"), "prefix_a".removeprefix("prefix_"), "a.py".removesuffix(".py")
# --- replace
"aaa".replace("a", "b", 2), "abc".replace("", "-")
# --- translate
"hello".translate(str.maketrans("el", "ip")), "a1b2".translate(str.maketrans("", "", "12"))
# --- pad
"7".zfill(3), "-7".zfill(4), "a".center(5, "*"), "a".ljust(3) + "|", "a".rjust(3), "a\tb".expandtabs(4)
# --- starts and ends
"abc".startswith(("x", "a")), "abc".endswith("c"), "abc".startswith("b", 1)
# --- slices
s = "abcdef"
s[1:4], s[-2:], s[::2], s[::-1], s[10:], s[2]
# --- index out of range
"abc"[5]
# --- string is not mutable
s = "abc"
s[0] = "x"
# --- index by a string
"abc"["a"]
# --- iteration
[c for c in "abc"], list("ab"), sorted("cab"), set("aa") == {"a"}
# --- comparison
"a" < "b", "Z" < "a", "abc" < "abd", "" < "a", max("hello")
# --- multiline
"""a
  b
""".splitlines()
# --- escapes
"\t\x41\u00e9\N{BULLET}\\", r"\n", len("\n")
# --- implicit concatenation
("a" "b"
 "c")
# --- ord and chr
ord("A"), chr(233), [chr(ord(c) + 1) for c in "HAL"]
# --- ord of a long string
ord("ab")
# --- chr out of range
chr(-1)
# --- encode
"é€".encode(), "é".encode("latin-1"), "a".encode("utf-16-le"), "é".encode("ascii", "replace"), "é".encode("ascii", "ignore")
# --- decode
b"\xc3\xa9".decode(), b"\xff".decode("latin-1"), b"\xff".decode("utf-8", "replace")
# --- unknown encoding
"a".encode("no-such")
# --- bytes
b = b"abc"
b[0], b[1:], list(b), b.hex(), bytes([65, 66]), bytes(3), bytes("é", "utf-8"), b"a" + b"b", b"a" in b
# --- bytes methods
b"a,b".split(b","), b"-".join([b"a", b"b"]), b"Ab".lower(), b"abc".find(b"c"), bytes.fromhex("4142"), b"a%d" % 5
# --- bytes and str
b"a" + "a"
# --- bytes equality
b"a" == "a"
# --- bytearray
a = bytearray(b"abc")
a[0] = 120
a.append(33)
a += b"?"
a, bytes(a), len(a), a[1:3]
# --- bytearray out of range
a = bytearray(b"a")
a[0] = 300
# --- memoryview
m = memoryview(b"abcd")
m[1], bytes(m[1:3]), len(m), m.tolist(), m.readonly
# --- memoryview write
a = bytearray(b"abc")
m = memoryview(a)
m[0] = 65
a
# --- ascii and repr
ascii("é"), repr("a'b"), repr('a"b'), repr("\n"), str(b"a")
# --- str of things
str(1.0), str(None), str([1, "a"]), str({"a": 1}), str((1,)), str(1e16), str(0.1 + 0.2)
# --- str from bytes
str(b"\xc3\xa9", "utf-8")
# --- in place building
s = ""
for c in "abc": s = c + s
s
# --- word count
text = "the cat the dog"
counts = {}
for w in text.split(): counts[w] = counts.get(w, 0) + 1
counts
# --- palindrome
def pal(s):
    t = [c.lower() for c in s if c.isalnum()]
    return t == t[::-1]
pal("A man, a plan, a canal: Panama"), pal("no")
# --- caesar
"".join(chr((ord(c) - 97 + 3) % 26 + 97) if c.islower() else c for c in "xyz!")
# --- multiply and center
"=" * 10 + "title".center(11)
# --- attribute of a string missing
"abc".push("d")
# --- method without a call
"abc".upper
callable("abc".upper)
# --- count words by Counter
from collections import Counter
Counter("mississippi").most_common(2)
# --- format width of wide text
f"{'naïve':<8}|"
# --- unicode normal forms
import unicodedata
unicodedata.normalize("NFC", "e\u0301") == "é", unicodedata.name("é"), unicodedata.category("1")
# --- sort strings naturally
sorted(["b10", "b2", "a"], key=lambda s: (s[0], int(s[1:] or 0)))
# --- str methods through the class
list(map(str.strip, [" a ", "b "])), str.join("-", ["x", "y"]), sorted(["B", "a"], key=str.lower)
# --- int from text
int(" 42 "), int("-7"), int("ff", 16), int("0b11", 0), int("1_000"), float("1e3"), float("nan") != float("nan")
# --- int from wrong text
int("4.5")
# --- int of an empty text
int("")
# --- float from wrong text
float("abc")
# --- int with a wrong base
int("9", 8)
