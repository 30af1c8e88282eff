# expect: raises
from json import decoder
reached(decoder)
