# expect: raises
import asyncio
await asyncio.create_subprocess_shell("id")
