# Numbers: int, float, complex, bool, Decimal, Fraction.
# --- int
7 // 2, 7 % 2, 7 / 2, 2 ** 10, -7 // 2, divmod(17, 5), abs(-3), pow(3, 4, 5), 1_000_000, 0xFF, 0o17, 0b11
# --- big
2 ** 200, 10 ** 50 // 7, len(str(2 ** 1000)), (2 ** 100).bit_length(), -(10 ** 30) % 7
# --- factorial
import math
math.factorial(30)
# --- too large to print
x = 10 ** 5000
str(x)
# --- int methods
(10).bit_length(), (255).to_bytes(2, "big"), int.from_bytes(b"\x01\x00", "big"), (5).bit_count(), (3).numerator
# --- float
0.1 + 0.2, 1e308 * 10, -1e308 * 10, 1 / 3, 5 // 0.3, 7.5 % 2, 2 ** 0.5, 1e-7, 123456789012345678.0
# --- float methods
(2.5).is_integer(), (0.5).as_integer_ratio(), (1.5).hex(), float.fromhex("0x1p-2")
# --- nan and inf
nan, inf = float("nan"), float("inf")
nan == nan, inf > 10 ** 308, -inf, inf - inf, min(1, inf)
# --- round
round(2.5), round(3.5), round(2.675, 2), round(1234, -2), round(-0.5), round(2.5, 0), round(5)
# --- round of a string
round("2.5")
# --- int of a float
int(2.9), int(-2.9), int("7"), int(True), int(1e20)
# --- int of infinity
int(float("inf"))
# --- int of nan
int(float("nan"))
# --- float overflow
2.0 ** 10000
# --- int to float overflow
float(10 ** 400)
# --- complex
(1 + 2j) * (3 - 1j), abs(3 + 4j), (1 + 2j).conjugate(), (1j) ** 2, complex(1, 2), complex("1+2j"), (1 + 2j).real
# --- complex comparison
1j < 2j
# --- bool
True + True, True == 1, isinstance(True, int), bool([]), bool("0"), not None, True & False, ~True if False else 0, sum([True, False, True])
# --- conversions
bin(10), hex(255), oct(8), int("1010", 2), float("1.5"), str(1.5), chr(65), ord("a")
# --- Decimal
from decimal import Decimal
Decimal("0.1") + Decimal("0.2"), Decimal("1.10").quantize(Decimal("0.1")), Decimal(1) / Decimal(7), Decimal("NaN").is_nan()
# --- Decimal with a float
from decimal import Decimal
Decimal("1") + 0.5
# --- Decimal from wrong text
from decimal import Decimal
Decimal("x")
# --- Decimal division by zero
from decimal import Decimal
Decimal(1) / 0
# --- Fraction
from fractions import Fraction
Fraction(1, 3) + Fraction(1, 6), Fraction("0.25"), Fraction(3, 6).denominator, float(Fraction(1, 8)), Fraction(7, 2) // 1
# --- Fraction by zero
from fractions import Fraction
Fraction(1, 0)
# --- math
import math
math.sqrt(16), math.ceil(1.2), math.floor(-1.2), math.gcd(12, 18), math.isclose(0.1 + 0.2, 0.3), math.comb(5, 2), math.log(8, 2), math.hypot(3, 4), math.prod([1, 2, 3]), math.trunc(-2.7)
# --- sqrt of a negative
import math
math.sqrt(-1)
# --- log of zero
import math
math.log(0)
# --- gcd of a float
import math
math.gcd(1.5, 3)
# --- cmath
import cmath
cmath.sqrt(-1), round(cmath.phase(1j), 5)
# --- statistics
import statistics
statistics.mean([1, 2, 4]), statistics.median([3, 1, 2]), statistics.mode("aab"), round(statistics.stdev([1, 2, 3, 4]), 6), statistics.quantiles([1, 2, 3, 4])
# --- mean of nothing
import statistics
statistics.mean([])
# --- sum
sum([1, 2.5]), sum([], 5), sum(range(101)), sum([0.1] * 10)
# --- sum of strings
sum(["a", "b"])
# --- sum with a string start
sum([1], "a")
# --- comparison of kinds
1 == 1.0, 1 < 1.5, hash(1) == hash(1.0), 2 ** 53 + 1 == float(2 ** 53 + 1), 0.1 == 0.1
# --- chained power
2 ** 3 ** 2, (2 ** 3) ** 2, -2 ** 2, 2 ** -1
# --- negative base to a fraction
(-8) ** (1 / 3)
# --- bit tricks
n = 40
n & -n, n & (n - 1), bin(n).count("1"), n ^ n
# --- gcd by hand
def gcd(a, b):
    while b: a, b = b, a % b
    return a
gcd(48, 18)
# --- primes
def sieve(n):
    ok = [True] * (n + 1)
    ok[:2] = False, False
    for i in range(2, int(n ** 0.5) + 1):
        if ok[i]: ok[i * i::i] = [False] * len(ok[i * i::i])
    return [i for i, p in enumerate(ok) if p]
sieve(30)
# --- collatz
def steps(n):
    c = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        c += 1
    return c
steps(27)
# --- float formatting of money
f"{1234567.891:,.2f}", round(1.005, 2), f"{0.5:.0f} {1.5:.0f}"
# --- int of a list
int([1])
# --- int of None
int(None)
# --- float plus None
1.5 + None
# --- numbers abc
import numbers
isinstance(1, numbers.Integral), isinstance(1.5, numbers.Real), isinstance(1j, numbers.Complex)
# --- random is repeatable
import random
random.seed(42)
[random.randint(1, 6) for _ in range(5)], random.choice("abc"), round(random.random(), 6), random.sample(range(10), 3)
# --- own generator
import random
r = random.Random(7)
xs = list(range(6))
r.shuffle(xs)
xs, r.uniform(0, 1)
# --- number attributes
(5).real, (5).imag, 1.5.real, (2.0).is_integer(), 5 .bit_length()
# --- number has no attribute
x = 5
x.append(1)
# --- number is not iterable
for i in 5: pass
# --- number has no length
len(5)
# --- number is not subscriptable
x = 5
x[0]
