# The pure parts of the standard library that models use.
# --- math and itertools
import math, itertools
math.pi, list(itertools.permutations("ab")), list(itertools.combinations([1, 2, 3], 2)), list(itertools.product("a", [1, 2]))
# --- itertools more
import itertools as it
list(it.chain([1], "a")), list(it.accumulate([1, 2, 3])), list(it.islice(it.count(5), 3)), list(it.zip_longest("ab", [1])), [(k, list(g)) for k, g in it.groupby("aab")], list(it.pairwise([1, 2, 3]))
# --- collections
from collections import Counter, defaultdict, deque, namedtuple, OrderedDict
Counter("aab").most_common(), deque([1, 2], maxlen=1), OrderedDict(a=1)
# --- json
import json
json.dumps({"b": [1, None, True], "a": "é"}, sort_keys=True), json.loads('{"x": [1.5, null]}'), json.dumps([1], indent=1)
# --- json of a wrong text
import json
json.loads("{bad}")
# --- json of a set
import json
json.dumps({1})
# --- json with a default
import json
json.dumps({1}, default=list)
# --- re
import re
re.findall(r"\d+", "a1b22"), re.sub(r"(\w)(\d)", r"\2\1", "a1 b2"), bool(re.match("^a", "abc")), re.split(r"[,;]", "a,b;c"), re.search(r"(?P<n>\d+)", "x42").group("n")
# --- re compile
import re
p = re.compile(r"(\w+)@(\w+)\.com", re.I)
m = p.search("mail BOB@Site.com")
m.groups(), m.start(), m.group(0), [x.span() for x in re.finditer("a", "aba")]
# --- re with a function
import re
re.sub(r"\d+", lambda m: str(int(m[0]) * 2), "a1 b20")
# --- re of a wrong pattern
import re
re.compile("(")
# --- datetime
from datetime import datetime, timedelta, date, timezone
d = datetime(2024, 2, 28, 12, 30)
(d + timedelta(days=2)).isoformat(), d.strftime("%d/%m/%Y"), (date(2024, 3, 1) - date(2024, 2, 1)).days, d.replace(year=2023).weekday()
# --- datetime parse
from datetime import datetime
datetime.strptime("2024-01-31 10:00", "%Y-%m-%d %H:%M"), datetime.fromisoformat("2024-01-31T10:00:00+00:00")
# --- datetime of a wrong text
from datetime import datetime
datetime.strptime("x", "%Y")
# --- date out of range
from datetime import date
date(2023, 2, 29)
# --- timezones
from datetime import datetime, timezone, timedelta
datetime(2024, 1, 1, tzinfo=timezone.utc).astimezone(timezone(timedelta(hours=2))).isoformat()
# --- calendar
import calendar
calendar.monthrange(2024, 2), calendar.isleap(1900), calendar.day_name[0]
# --- random
import random
random.seed(1)
random.random(), random.sample([1, 2, 3], 2)
# --- statistics
import statistics as st
st.mean([1, 2]), st.pstdev([1, 2, 3]), st.median([4, 1])
# --- decimal and fractions
from decimal import Decimal, ROUND_HALF_UP
from fractions import Fraction
Decimal("2.345").quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), Fraction(1, 3) * 3
# --- functools
from functools import reduce, partial, lru_cache, cmp_to_key
reduce(lambda a, b: a * b, [1, 2, 3, 4]), partial(int, base=2)("101"), sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a))
# --- operator
import operator as op
op.add(1, 2), sorted([(1, "b"), (0, "a")], key=op.itemgetter(1)), op.attrgetter("real")(5), op.methodcaller("upper")("a")
# --- string and textwrap
import string, textwrap
string.ascii_lowercase[:3], string.digits, textwrap.shorten("hello big world", 11), textwrap.dedent("  a\n  b"), textwrap.fill("a b c d", 3)
# --- hashlib and hmac
import hashlib, hmac
hashlib.sha256(b"a").hexdigest()[:8], hashlib.md5("x".encode()).hexdigest()[:6], hmac.new(b"k", b"m", "sha1").hexdigest()[:6]
# --- base64 and binascii
import base64, binascii
base64.b64encode(b"hi"), base64.b64decode("aGk="), base64.urlsafe_b64encode(b"\xff\xfe"), binascii.hexlify(b"ab"), binascii.crc32(b"a")
# --- base64 of a wrong text
import base64
base64.b64decode("a")
# --- csv
import csv, io
rows = list(csv.DictReader(io.StringIO("a,b\n1,2\n3,4\n")))
out = io.StringIO()
w = csv.writer(out)
w.writerow([1, "x,y"])
rows, out.getvalue()
# --- io
import io
b = io.BytesIO(b"abc")
s = io.StringIO()
print("to", "memory", file=s)
b.read(2), b.tell(), s.getvalue(), [l for l in io.StringIO("x\ny")]
# --- bisect and heapq
import bisect, heapq
bisect.bisect([1, 3], 2), heapq.nsmallest(2, [3, 1, 2]), list(heapq.merge([1, 3], [2]))
# --- copy
import copy
a = {"k": [1]}
b = copy.deepcopy(a)
a["k"].append(2)
b
# --- uuid
import uuid
uuid.UUID("12345678123456781234567812345678").hex, uuid.uuid5(uuid.NAMESPACE_DNS, "x.org"), len(str(uuid.uuid4()))
# --- html and urllib
import html
from urllib.parse import urlparse, parse_qs, quote, urlencode, urljoin
html.escape("<a>"), html.unescape("&lt;"), urlparse("http://h/p?q=1").netloc, parse_qs("a=1&a=2"), quote("a b/c"), urlencode({"a": "b c"}), urljoin("http://h/a/", "b")
# --- difflib
import difflib
difflib.get_close_matches("appel", ["ape", "apple"]), round(difflib.SequenceMatcher(None, "abcd", "bcde").ratio(), 2), list(difflib.unified_diff(["a"], ["b"], lineterm=""))
# --- pprint
from pprint import pprint, pformat
pprint({"b": [1, 2], "a": 1})
pformat([1])
# --- struct and zlib
import struct, zlib
struct.pack("<HI", 1, 2), struct.unpack(">h", b"\x00\x05"), zlib.decompress(zlib.compress(b"aaa")), zlib.crc32(b"x")
# --- struct wrong
import struct
struct.pack("B", 300)
# --- enum and dataclasses together
from dataclasses import dataclass
from enum import Enum
class S(Enum):
    A = "a"
@dataclass
class T:
    s: S = S.A
T()
# --- time
import time
t = time.time()
time.sleep(0.001)
time.time() >= t, time.strftime("%Y", time.gmtime(0)), time.gmtime(86400).tm_mday
# --- zoneinfo
from zoneinfo import ZoneInfo
from datetime import datetime
datetime(2024, 7, 1, 12, tzinfo=ZoneInfo("UTC")).utcoffset()
# --- unicodedata
import unicodedata
"".join(c for c in unicodedata.normalize("NFD", "éà") if unicodedata.category(c) != "Mn")
# --- numbers and cmath
import numbers, cmath
isinstance(3, numbers.Number), cmath.polar(1j)[0]
# --- graphlib
from graphlib import TopologicalSorter
list(TopologicalSorter({"b": {"a"}, "c": {"b"}}).static_order())
# --- contextlib
from contextlib import contextmanager, suppress
@contextmanager
def c(): yield 1
with c() as v: pass
v
# --- typing and abc
from typing import Optional
from abc import ABC
issubclass(ABC, ABC)
# --- import forms
import collections.abc
import collections.abc as cabc
from collections import abc
from math import sqrt as root, pi
cabc is abc, collections.abc is abc, root(4), round(pi, 2)
# --- import in a function
def f():
    import math
    from json import dumps
    return dumps(math.floor(2.7))
f()
# --- import in a try
try:
    import definitely_not_installed_module
except ImportError:
    definitely_not_installed_module = None
definitely_not_installed_module
# --- import of something else
try:
    import ujson_not_installed as json
except ModuleNotFoundError:
    import json
json.loads("1")
# --- import several
import math, json, re
[m.__name__ for m in (math, json, re)]
# --- missing name
# says: lists what is allowed
from math import nothing_like_it
# --- missing attribute
import math
math.nothing_like_it
# --- unknown module
# says: lists what is allowed
import definitely_not_installed_module
# --- future
from __future__ import annotations
def f(x: undefined_type): return x
f(1)
# --- ast literal
import ast
ast.literal_eval("{'a': [1, (2,)]}")
# --- ast literal refuses code
import ast
try: ast.literal_eval("f(1)")
except ValueError as e: r = str(e)[:24]
r
# --- dunder attributes of modules
import math
math.__name__, isinstance(math.__doc__, str)
# --- os
# withheld: ModuleNotFoundError
import os
# --- os path
# withheld: ModuleNotFoundError
from os.path import join
# --- sys
# withheld: ModuleNotFoundError
import sys
# --- subprocess
# withheld: ModuleNotFoundError
import subprocess
# --- pathlib
# withheld: ModuleNotFoundError
from pathlib import Path
# --- pickle
# withheld: ModuleNotFoundError
import pickle
# --- threading
# withheld: ModuleNotFoundError
import threading
# --- importlib
# withheld: ModuleNotFoundError
import importlib
# --- builtins
# withheld: ModuleNotFoundError
import builtins
# --- secrets
# withheld: ModuleNotFoundError
import secrets
# --- requests
# withheld: ModuleNotFoundError
import requests
# --- logging
# withheld: ModuleNotFoundError
import logging
# --- inspect
# withheld: ModuleNotFoundError
import inspect
# --- ctypes
# withheld: ModuleNotFoundError
import ctypes
# --- star import
# refused: names must be visible in the source
from math import *
# --- relative import
# refused: there is no package here
from . import x
# --- private module
# refused: private modules hold the powers
import _thread
# --- private name
# refused: private names hold the powers
from collections import _OrderedDictKeysView
