# expect: raises
x = [i async for i in tool]
