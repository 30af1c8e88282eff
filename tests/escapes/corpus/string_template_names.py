# expect: raises
from string import Template
Template("${a.__globals__}").substitute(a=tool)
