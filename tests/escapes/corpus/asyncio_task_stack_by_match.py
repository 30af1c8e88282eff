# expect: refused
import asyncio
await asyncio.sleep(0)
match asyncio.current_task():
    case asyncio.Task(get_stack=stack):
        reached(stack())
