# The value of an action is that of its last expression.
# --- expression
1 + 1
# --- statement
x = 1
# --- none
None
# --- print is none
print("a")
# --- expression not last
5
y = 1
# --- if block
if True:
    5
# --- for block
for i in range(3):
    i
# --- function definition
def f(): return 1
# --- class definition
class A: pass
# --- import
import math
# --- empty
# nothing but a comment
# --- docstring only
"""text"""
# --- string
"a" "b"
# --- semicolon
1; 2
# --- trailing semicolon
3;
# --- multiline call
max(
    1,
    2,
)
# --- tuple without parentheses
1, 2
# --- lambda call
(lambda: 7)()
# --- conditional
1 if False else 2
# --- comparison
1 < 2
# --- assignment expression
(z := 9)
# --- star expression
*[1, 2], 3
# --- dict display
{"a": 1}
# --- set display
{1}
# --- attribute
"abc".upper
callable("abc".upper)
# --- method call that returns none
[].append(1)
# --- raises
[][0]
# --- after a def
def g(): return "g"
g()
# --- try block
try:
    5
except ValueError: pass
# --- with block
from contextlib import nullcontext
with nullcontext():
    5
# --- while block
while False:
    5
# --- match block
match 1:
    case 1: "matched"
# --- if else at the end
if 0: 1
else: 2
# --- pass
pass
# --- del
k = 1
del k
# --- assert
assert True
# --- global
global gg
# --- comment at the end
4 + 4  # eight
# --- blank lines at the end
6


# --- generator expression
type(i for i in "a").__name__
# --- ellipsis
...
# --- boolean
not 0
# --- negative
-5
# --- f-string
f"{1 + 1}"
# --- bytes
b"abc"
# --- big int
2 ** 70
# --- nested data
{"a": [1, (2, 3)], "b": {"c": None}}
# --- backslash continuation
1 + \
    2
# --- tabs
if True:
	t = 5
t
# --- object
class P:
    def __repr__(self): return "<P>"
P()
# --- value in a session stays
kept = [1]
# --- value of an earlier action
kept.append(2)
kept
