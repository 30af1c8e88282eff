# expect: raises
from abc import ABCMeta
reached(ABCMeta("X", (), {}))
