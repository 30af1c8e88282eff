# expect: raises
import ast
ast.literal_eval("reached(1)")
