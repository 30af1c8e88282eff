# expect: refused
async def __build_class__(): pass
