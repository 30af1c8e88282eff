# expect: refused
return tool
