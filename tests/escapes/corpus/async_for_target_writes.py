# expect: raises
async def g(): yield 1
async for tool.marker in g(): pass
