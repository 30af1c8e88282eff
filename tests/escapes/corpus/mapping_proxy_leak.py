# expect: raises
from types import MappingProxyType
