from enum import Enum

class Coin(Enum):
    ONE = (1, "one")
    TWO = (2, "two")
    def __new__(cls, value, label):
        member = object.__new__(cls)
        member._value_ = value
        member.label = label
        return member
[Coin(1), Coin.TWO.label, Coin.ONE.value]
