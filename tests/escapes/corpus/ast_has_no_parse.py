# expect: raises
import ast
ast.parse("1")
