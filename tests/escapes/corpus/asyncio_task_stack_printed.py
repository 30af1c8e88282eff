# expect: raises
import asyncio
await asyncio.sleep(0)
from io import StringIO
asyncio.current_task().print_stack(file=StringIO())
