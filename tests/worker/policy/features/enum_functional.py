from enum import Enum
E = Enum("E", "A B C")
E2 = Enum("E2", {"X": 1, "Y": "z"})
[list(E), list(E2), E2.Y.value]
