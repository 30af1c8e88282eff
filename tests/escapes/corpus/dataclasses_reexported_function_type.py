# expect: raises
from dataclasses import FunctionType
