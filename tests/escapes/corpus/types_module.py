# expect: raises
from types import FunctionType, CodeType
