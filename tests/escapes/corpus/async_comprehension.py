# expect: refused
x = [i async for i in tool]
